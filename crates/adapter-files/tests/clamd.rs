//! The scanner is sent the whole file, and its answer understood.

#![expect(clippy::unwrap_used, reason = "tests")]

use adapter_files::Clamd;
use application::files::{Held, Scanner, ScannerDown, Verdict};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// A scanner that answers this once it has read everything; gives what it was sent.
async fn scanned(answer: &'static [u8], file: &[u8]) -> (Result<Verdict, ScannerDown>, Vec<u8>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let clamd = tokio::spawn(async move {
        let (mut asked, _) = listener.accept().await.unwrap();
        let mut command = [0; 10];
        asked.read_exact(&mut command).await.unwrap();
        assert_eq!(&command, b"zINSTREAM\0");
        let mut file = Vec::new();
        loop {
            let length = asked.read_u32().await.unwrap();
            if length == 0 {
                break;
            }
            let mut piece = vec![0; usize::try_from(length).unwrap()];
            asked.read_exact(&mut piece).await.unwrap();
            file.extend(piece);
        }
        asked.write_all(answer).await.unwrap();
        file
    });
    let mut content = Held::new(file.to_vec());
    let verdict = Clamd::at(address).scan(&mut content).await;
    (verdict, clamd.await.unwrap())
}

#[tokio::test]
async fn a_scanner_is_believed_when_it_answers_plainly() {
    let file = vec![7; 100_000];
    for (answer, verdict) in [
        (&b"stream: OK\0"[..], Ok(Verdict::Clean)),
        (b"stream: Eicar-Signature FOUND\0", Ok(Verdict::Infected)),
        (b"INSTREAM size limit exceeded. ERROR\0", Err(ScannerDown)),
        (b"", Err(ScannerDown)),
    ] {
        assert_eq!(scanned(answer, &file).await, (verdict, file.clone()));
    }
}

#[tokio::test]
async fn a_scanner_that_is_away_says_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let mut content = Held::new(vec![1]);
    assert_eq!(
        Clamd::at(address).scan(&mut content).await,
        Err(ScannerDown)
    );
}
