//! Many tagged files of this renderer as one, with one tag tree.
//!
//! The typesetter keeps about a megabyte for each page until it is done: a thousand pages are
//! therefore typeset by handfuls, and what comes of each handful is written out at once. It
//! relies on how this renderer writes its files and is of no use for others.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, Writer, dictionary};

/// The objects that stand over all handfuls.
const CATALOG: ObjectId = (1, 0);
const PAGES: ObjectId = (2, 0);
const TAGS: ObjectId = (3, 0);
const WHOLE: ObjectId = (4, 0);
const PARENTS: ObjectId = (5, 0);

/// A file being joined.
pub struct Joined {
    file: Vec<u8>,
    /// Where each object begins.
    places: Vec<(u32, usize)>,
    next: u32,
    /// The page trees, how many pages they have, the parts of the document.
    pages: Vec<Object>,
    count: i64,
    parts: Vec<Object>,
    /// The leaves of the tree from pages to tags, and the first key of the next one.
    parents: Vec<Object>,
    next_key: i64,
    head: Option<Head>,
}

/// What the first handful says of the whole.
struct Head {
    catalog: Dictionary,
    roles: Object,
    metadata: (ObjectId, Stream),
    trailer: Dictionary,
}

impl Default for Joined {
    fn default() -> Self {
        Self {
            // The bytes of the comment say that the file is not plain text.
            file: b"%PDF-1.7\n%\xBB\xAD\xC0\xDE\n".to_vec(),
            places: Vec::new(),
            next: PARENTS.0 + 1,
            pages: Vec::new(),
            count: 0,
            parts: Vec::new(),
            parents: Vec::new(),
            next_key: 0,
            head: None,
        }
    }
}

impl Joined {
    /// Adds a handful.
    pub fn add(&mut self, handful: &[u8]) -> lopdf::Result<()> {
        let mut pdf = Document::load_mem(handful)?;
        pdf.renumber_objects_with(self.next);
        let catalog_id = pdf.trailer.get(b"Root")?.as_reference()?;
        let mut catalog = pdf.catalog()?.clone();
        pdf.objects.remove(&catalog_id);
        let (pages, mut tree) = own(&pdf, &catalog, b"Pages")?;
        let (tags, tagged) = own(&pdf, &catalog, b"StructTreeRoot")?;
        let metadata = catalog.get(b"Metadata")?.as_reference()?;
        let described = pdf.objects.remove(&metadata);

        self.count += tree.get(b"Count")?.as_i64()?;
        tree.set("Parent", PAGES);
        pdf.objects.insert(pages, tree.into());
        self.pages.push(pages.into());

        self.take_tags(&mut pdf, &tagged)?;
        pdf.objects.remove(&tags);
        if let (None, Some(Object::Stream(stream))) = (&self.head, described) {
            catalog.remove(b"Outlines");
            self.head = Some(Head {
                catalog,
                roles: tagged.get(b"RoleMap").cloned().unwrap_or(Object::Null),
                metadata: (metadata, stream),
                trailer: pdf.trailer.clone(),
            });
        }
        for (id, object) in &pdf.objects {
            self.write(*id, object)?;
        }
        self.next = pdf.max_id + 1;
        Ok(())
    }

    /// Hangs the tags of a handful under the whole, with keys of their own.
    fn take_tags(&mut self, pdf: &mut Document, tags: &Dictionary) -> lopdf::Result<()> {
        for part in tags.get(b"K")?.as_array()? {
            let id = part.as_reference()?;
            let element = pdf.get_dictionary_mut(id)?;
            element.set("S", "Part");
            element.set("P", WHOLE);
            self.parts.push(id.into());
        }
        let shift = self.next_key;
        for object in pdf.objects.values_mut() {
            let dictionary = if let Object::Stream(stream) = object {
                &mut stream.dict
            } else if let Object::Dictionary(dictionary) = object {
                dictionary
            } else {
                continue;
            };
            for key in [&b"StructParents"[..], b"StructParent"] {
                if let Ok(own) = dictionary.get(key).and_then(Object::as_i64) {
                    dictionary.set(key, own + shift);
                }
            }
        }
        let tree = pdf.dereference(tags.get(b"ParentTree")?)?.1.as_dict()?;
        let mut pairs = tree.get(b"Nums")?.as_array()?.clone();
        for key in pairs.iter_mut().step_by(2) {
            *key = Object::Integer(key.as_i64()? + shift);
        }
        if let Some(last) = pairs.iter().step_by(2).next_back().cloned() {
            let limits = vec![pairs.first().cloned().unwrap_or(Object::Null), last];
            let leaf = pdf.add_object(dictionary! { "Limits" => limits, "Nums" => pairs });
            self.parents.push(leaf.into());
        }
        self.next_key += tags.get(b"ParentTreeNextKey")?.as_i64()?;
        Ok(())
    }

    /// The whole file.
    pub fn finish(mut self) -> lopdf::Result<Vec<u8>> {
        let head = self
            .head
            .take()
            .ok_or(lopdf::Error::DictKey("Root".to_owned()))?;
        let (id, mut metadata) = head.metadata;
        recount(&mut metadata, self.count);
        self.write(id, &metadata.into())?;

        let mut catalog = head.catalog;
        catalog.set("Pages", PAGES);
        catalog.set("StructTreeRoot", TAGS);
        self.write(CATALOG, &catalog.into())?;
        let (pages, parts, parents) = (
            std::mem::take(&mut self.pages),
            std::mem::take(&mut self.parts),
            std::mem::take(&mut self.parents),
        );
        self.write(
            PAGES,
            &dictionary! { "Type" => "Pages", "Kids" => pages, "Count" => self.count }.into(),
        )?;
        self.write(
            TAGS,
            &dictionary! {
                "Type" => "StructTreeRoot",
                "RoleMap" => head.roles,
                "K" => vec![Object::Reference(WHOLE)],
                "ParentTree" => PARENTS,
                "ParentTreeNextKey" => self.next_key,
            }
            .into(),
        )?;
        self.write(
            WHOLE,
            &dictionary! {
                "Type" => "StructElem", "S" => "Document", "P" => TAGS, "K" => parts,
            }
            .into(),
        )?;
        self.write(PARENTS, &dictionary! { "Kids" => parents }.into())?;
        self.end(head.trailer)
    }

    fn write(&mut self, (number, generation): ObjectId, object: &Object) -> lopdf::Result<()> {
        self.places.push((number, self.file.len()));
        self.file
            .extend(format!("{number} {generation} obj\n").into_bytes());
        Writer::write_object(&mut self.file, object)?;
        self.file.extend(b"\nendobj\n");
        Ok(())
    }

    /// Where everything is, and how to read it.
    fn end(mut self, mut trailer: Dictionary) -> lopdf::Result<Vec<u8>> {
        let start = self.file.len();
        self.places.sort_unstable();
        trailer.set("Root", CATALOG);
        trailer.set("Size", i64::from(self.next));
        let mut table = String::from("xref\n0 1\n0000000000 65535 f \n");
        for run in self.places.chunk_by(|(one, _), (two, _)| one + 1 == *two) {
            let first = run.first().map_or(0, |(id, _)| *id);
            table.push_str(&format!("{first} {}\n", run.len()));
            for (_, place) in run {
                table.push_str(&format!("{place:010} 00000 n \n"));
            }
        }
        self.file.extend(table.into_bytes());
        self.file.extend(b"trailer\n");
        Writer::write_object(&mut self.file, &trailer.into())?;
        self.file
            .extend(format!("\nstartxref\n{start}\n%%EOF\n").into_bytes());
        Ok(self.file)
    }
}

/// The object under a key of the catalog.
fn own(pdf: &Document, catalog: &Dictionary, key: &[u8]) -> lopdf::Result<(ObjectId, Dictionary)> {
    let id = catalog.get(key)?.as_reference()?;
    Ok((id, pdf.get_dictionary(id)?.clone()))
}

/// The number of pages in the description of the file.
fn recount(metadata: &mut Stream, pages: i64) {
    let text = String::from_utf8_lossy(&metadata.content).into_owned();
    let (open, close) = ("<xmpTPg:NPages>", "</xmpTPg:NPages>");
    if let Some((before, rest)) = text.split_once(open)
        && let Some((_, after)) = rest.split_once(close)
    {
        metadata.set_content(format!("{before}{open}{pages}{close}{after}").into_bytes());
    }
}
