//! The same store on S3, or on as much of it as is used here.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use adapter_files::{Blobs, MasterKeys, Place, S3};
use application::files::{
    BlobError, BlobStore, Content, Held, Interrupted, KeyId, OwnerKey, PutError, Seal, read_all,
};
use async_trait::async_trait;
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, Method, StatusCode, Uri, header::AUTHORIZATION},
    response::{IntoResponse, Response},
};
use kernel::{FileId, StructureId};
use tokio::net::TcpListener;
use uuid::Uuid;

/// What a bucket holds, and the parts of what is on its way.
#[derive(Clone, Default)]
struct Bucket {
    held: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    parts: Arc<Mutex<Vec<Vec<u8>>>>,
}

/// Answers as S3 does, to whoever signs.
async fn answer(
    State(bucket): State<Bucket>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let signed = headers.get(AUTHORIZATION).map(|a| a.to_str().unwrap());
    if !signed.is_some_and(|a| a.starts_with("AWS4-HMAC-SHA256 Credential=me/")) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let key = uri
        .path()
        .trim_start_matches("/pieces")
        .trim_start_matches('/')
        .to_owned();
    let query = uri.query().unwrap_or_default();
    let mut held = bucket.held.lock().unwrap();
    let mut parts = bucket.parts.lock().unwrap();
    match (method.as_str(), query) {
        ("GET", query) if query.contains("list-type=2") => {
            let keys = held.keys().map(|key| {
                format!("<Contents><Key>{key}</Key><Size>1</Size><LastModified>2026-11-22T10:00:00.000Z</LastModified></Contents>")
            });
            let folders = held.keys().filter_map(|key| key.rsplit_once('/'));
            let folders = folders.map(|(folder, _)| {
                format!("<CommonPrefixes><Prefix>{folder}/</Prefix></CommonPrefixes>")
            });
            let listed: String = if query.contains("delimiter") {
                folders.collect()
            } else {
                keys.collect()
            };
            format!("<ListBucketResult>{listed}</ListBucketResult>").into_response()
        }
        ("POST", "uploads") | ("POST", "uploads=") => {
            parts.clear();
            "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"
                .into_response()
        }
        ("PUT", query) if query.contains("partNumber") => {
            parts.push(body.to_vec());
            [("etag", format!("\"{}\"", parts.len()))].into_response()
        }
        ("POST", query) if query.contains("uploadId") => {
            held.insert(key, parts.concat());
            "<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>"
                .into_response()
        }
        ("DELETE", query) if query.contains("uploadId") => {
            parts.clear();
            StatusCode::NO_CONTENT.into_response()
        }
        ("PUT", _) => {
            held.insert(key, body.to_vec());
            [("etag", "\"1\"")].into_response()
        }
        ("GET" | "HEAD", _) => match held.get(&key) {
            Some(bytes) => {
                let headers = [
                    ("etag", "\"1\""),
                    ("last-modified", "Sun, 22 Nov 2026 10:00:00 GMT"),
                ];
                (headers, bytes.clone()).into_response()
            }
            None => StatusCode::NOT_FOUND.into_response(),
        },
        ("DELETE", _) => {
            held.remove(&key);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => StatusCode::NOT_IMPLEMENTED.into_response(),
    }
}

async fn a_bucket() -> (Bucket, Blobs) {
    let bucket = Bucket::default();
    let routes = Router::new()
        .fallback(answer)
        .layer(DefaultBodyLimit::disable())
        .with_state(bucket.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let place = Place::S3(S3 {
        bucket: "pieces".to_owned(),
        prefix: "domifa".to_owned(),
        endpoint: Some(format!("http://{address}")),
        region: "us-east-1".to_owned(),
        access_key: "me".to_owned(),
        secret_key: "hush".to_owned().into(),
    });
    let keys = MasterKeys::parse(&format!("1 {}", "01".repeat(32)))
        .ok()
        .unwrap();
    (bucket, Blobs::open(place, keys).unwrap())
}

fn structure() -> StructureId {
    StructureId::new(Uuid::from_u128(1))
}

fn file(n: u128) -> FileId {
    FileId::new(Uuid::from_u128(n))
}

fn a_key(blobs: &Blobs) -> OwnerKey {
    let id = KeyId(Uuid::from_u128(77));
    let sealed = blobs.owner_key(structure(), id).unwrap();
    OwnerKey { id, sealed }
}

#[tokio::test]
async fn what_is_put_in_a_bucket_comes_back_is_listed_and_goes() {
    let (bucket, blobs) = a_bucket().await;
    let owner = a_key(&blobs);
    // In one go, and in several parts.
    for (n, length) in [(1, 1_000), (2, 11_000_000)] {
        let bytes: Vec<u8> = (0..length).map(|n: u32| n.to_le_bytes()[0]).collect();
        let mut content = Held::new(bytes.clone());
        let put = blobs.put(structure(), file(n), &owner, &mut content).await;
        let seal = Seal {
            owner: owner.clone(),
            file: put.unwrap(),
        };
        let mut content = blobs.get(structure(), file(n), &seal).await.ok().unwrap();
        let read = read_all(content.as_mut(), u64::MAX).await;
        assert!(read == Ok(bytes), "{length} bytes");
    }
    assert_eq!(bucket.parts.lock().unwrap().len(), 3);
    let names: Vec<String> = bucket.held.lock().unwrap().keys().cloned().collect();
    let expected = [1, 2].map(|n| format!("domifa/{}/{}", structure(), file(n)));
    assert_eq!(names, expected);
    let mut listed = blobs.blobs(structure()).await.unwrap();
    listed.sort_unstable();
    assert_eq!(listed, [file(1), file(2)]);
    assert_eq!(blobs.structures().await, Ok(vec![structure()]));
    assert_eq!(blobs.holds(structure(), file(1)).await, Ok(true));
    for _ in 0..2 {
        assert_eq!(blobs.delete(structure(), file(1)).await, Ok(()));
    }
    assert_eq!(blobs.holds(structure(), file(1)).await, Ok(false));
}

/// Stops after its first six megabytes.
struct Stops(u32);

#[async_trait]
impl Content for Stops {
    async fn piece(&mut self) -> Result<Option<Vec<u8>>, Interrupted> {
        self.0 = self.0.checked_sub(1).ok_or(Interrupted)?;
        Ok(Some(vec![0; 1 << 20]))
    }
}

#[tokio::test]
async fn what_does_not_arrive_whole_is_given_up_in_the_bucket_too() {
    let (bucket, blobs) = a_bucket().await;
    let owner = a_key(&blobs);
    let put = blobs.put(structure(), file(1), &owner, &mut Stops(6)).await;
    assert_eq!(put, Err(PutError::Source(Interrupted)));
    assert!(bucket.held.lock().unwrap().is_empty());
    assert!(bucket.parts.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_store_that_is_not_there_is_said_to_be_away() {
    let place = Place::S3(S3 {
        bucket: "pieces".to_owned(),
        prefix: String::new(),
        endpoint: Some("http://127.0.0.1:1".to_owned()),
        region: "us-east-1".to_owned(),
        access_key: "me".to_owned(),
        secret_key: "hush".to_owned().into(),
    });
    let keys = MasterKeys::parse(&format!("1 {}", "01".repeat(32)))
        .ok()
        .unwrap();
    let blobs = Blobs::open(place, keys).unwrap();
    let away = blobs.holds(structure(), file(1)).await;
    assert_eq!(away, Err(BlobError::Unavailable));
}
