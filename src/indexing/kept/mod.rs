//! What was analysed before, for the files below one root: what a run asks a store for, and what it gives it.
//!
//! In: files by path and content. Out: their records, what linking reads of them, their links, as they would be made again.
//! Each answer is kept by all that decides it ([`Key`]): a record by its file's path below the root and content; the links of a
//! file alone by that and by what its imports lead to; those of a whole graph by that of all its files. So nothing has to
//! be declared out of date, and no answer depends on what was there before.

mod entry;

use super::linkable::Linkable;
use crate::error::{Warning, WarningCode};
use crate::graph::links::FileLinks;
use crate::graph::links::compact::{compact_links, expand_links};
use crate::languages::LanguageId;
use crate::options::{CacheOptions, Trust};
use crate::record::FileRecord;
use crate::record::compact::{compact_linked, compact_record, expand_linked, expand_record, strings_of};
use crate::source::paths::{RelativePath, RootText, slashed};
use crate::source::read::Opened;
use crate::store::manifest::{Manifest, Stamp};
use crate::store::newest::Newest;
use crate::store::{Entry, FolderStore, Key, Lane, RealDisk, RecordStore};
use std::collections::HashSet;
use std::fs::Metadata;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// A store, for the files below one root.
pub struct Kept {
    store: Arc<dyn RecordStore>,
    folder: String,
    /// Only where a file's looks may tell that it is what it was.
    manifest: Option<Manifest>,
    /// What was kept last of the root; none where files alone are kept, and nothing of all of them.
    newest: Option<Newest>,
    /// Whether something was kept, or noted, since it was last published.
    is_changed: AtomicBool,
    warning: Mutex<Option<String>>,
    has_warned: AtomicBool,
}

/// What was kept of a file.
pub struct Remembered {
    /// The specifiers of its imports, in their order.
    pub imports: Vec<String>,
    /// The record, as JavaScript reads it.
    pub encoded: Vec<u8>,
}

impl Kept {
    /// The store that the options name, for the files below `root`.
    #[must_use]
    pub fn open(root: &RootText, options: &CacheOptions) -> Self {
        let store = FolderStore::open(options);
        let (roots, root) = (options.directory.join("roots"), root.absolute(""));
        let manifest = (options.trust == Trust::Stat)
            .then(|| Manifest::open(Arc::new(RealDisk), &roots, &root, options.read_only));
        let newest = Some(Newest::of(Arc::new(RealDisk), &roots, &root, options.read_only));
        Self {
            store,
            folder: slashed(&options.directory),
            manifest,
            newest,
            is_changed: AtomicBool::new(false),
            warning: Mutex::default(),
            has_warned: AtomicBool::new(false),
        }
    }

    /// What is kept in this store, by whatever files hold: of files alone, not of graphs.
    #[must_use]
    pub fn over(store: Arc<dyn RecordStore>) -> Self {
        Self {
            store,
            folder: String::new(),
            manifest: None,
            newest: None,
            is_changed: AtomicBool::new(false),
            warning: Mutex::default(),
            has_warned: AtomicBool::new(false),
        }
    }

    /// The clock of the files' times, to be asked before a file is opened.
    pub fn now(&self) -> SystemTime {
        self.manifest.as_ref().map_or_else(SystemTime::now, Manifest::now)
    }

    /// The hash of a file's content, if its looks tell it.
    pub fn hash_of(&self, path: &RelativePath, metadata: &Metadata) -> Option<[u8; 32]> {
        self.manifest.as_ref()?.hash_of(path, &Stamp::of(metadata))
    }

    /// The same of a file that looks so.
    pub fn hash_of_stamp(&self, path: &RelativePath, stamp: &Stamp) -> Option<[u8; 32]> {
        self.manifest.as_ref()?.hash_of(path, stamp)
    }

    /// What was kept under a key that its bytes decide.
    pub fn piece(&self, key: Key) -> Option<Arc<[u8]>> {
        self.get(key)
    }

    /// Whether pieces seem to be kept under all of these.
    pub fn has_pieces(&self, keys: &[Key]) -> bool {
        self.store.has_many(keys).iter().all(|is_there| *is_there)
    }

    /// Keeps a piece.
    pub fn keep_piece(&self, key: Key, bytes: Vec<u8>) {
        self.put(vec![Entry { key, lane: Lane::Graph, bytes }]);
    }

    /// What is kept under a key, without that counting as a use of it.
    pub fn peek(&self, key: Key) -> Option<Arc<[u8]>> {
        self.store.peek(&key)
    }

    /// Lets go of pieces that nobody is expected to ask for. May block.
    pub fn forget(&self, keys: &HashSet<Key>) {
        self.store.forget(keys);
    }

    /// What was kept of the root by this code, the last one first, until [`forget_before`](Self::forget_before). May block.
    pub fn told(&self, code: &str) -> Vec<Key> {
        self.newest.as_ref().map(|newest| newest.keys(code)).unwrap_or_default()
    }

    /// The same of all other roots, by whatever code; nothing if that cannot be told. May block.
    pub fn told_of_others(&self) -> Option<Vec<Key>> {
        self.newest.as_ref()?.keys_of_others().ok()
    }

    /// Knows of no more than the last ones that were kept of the root, so many. May block.
    pub fn forget_before(&self, code: &str, count: usize) {
        if let Some(Err(error)) = self.newest.as_ref().map(|newest| newest.truncate(code, count)) {
            self.warn(&error);
        }
    }

    /// What was kept last of the root by this code, if somebody told so. May block.
    pub fn newest(&self, code: &str) -> Option<Key> {
        self.newest.as_ref()?.key(code)
    }

    /// Says what was kept last of the root by this code, once it can be found. May block.
    pub fn tell_newest(&self, code: &str, key: Key) {
        if let Some(Err(error)) = self.newest.as_ref().map(|newest| newest.tell(code, key)) {
            self.warn(&error);
        }
    }

    /// A file was opened after `now` and read, and this is its content's hash. May block.
    pub fn note(&self, path: &RelativePath, file: &Opened, hash: [u8; 32], now: SystemTime) {
        let Some(manifest) = &self.manifest else { return };
        // One that changes while it is read has content that it never had.
        if is_as_opened(file) {
            manifest.note(path, Stamp::of(file.metadata()), hash, now);
            self.is_changed.store(true, Ordering::Release);
        }
    }

    /// What was kept of a file with this text; nothing, if `is_linked_later` and what linking reads of it was not kept.
    pub fn remember(&self, key: Key, path: &RelativePath, source: &str, is_linked_later: bool) -> Option<Remembered> {
        let bytes = self.get(key)?;
        if is_linked_later && self.store.has_many(&[linked(key)]) != [true] {
            return None;
        }
        let mut encoded = Vec::new();
        let imports = expand_record(&bytes, source, path, &mut encoded).ok()?;
        Some(Remembered { imports, encoded })
    }

    /// Whether all that is known of a file seems to be kept.
    pub fn has(&self, key: Key) -> bool {
        self.store.has_many(&entries_of(key)) == [true, true]
    }

    /// Keeps what is known of a file.
    pub fn keep(&self, key: Key, record: &FileRecord) {
        let (mut shown, mut symbols) = (Vec::new(), Vec::new());
        compact_record(record, &mut shown);
        compact_linked(record, &mut symbols);
        self.put(vec![
            Entry { key, lane: Lane::Shown, bytes: shown },
            Entry { key: linked(key), lane: Lane::Linked, bytes: symbols },
        ]);
    }

    /// What linking reads of a file.
    pub fn symbols(&self, key: Key) -> Option<FileRecord> {
        let [shown, symbols] = <[_; 2]>::try_from(self.store.get_many(&[key, linked(key)])).ok()?;
        expand_linked(&symbols?, strings_of(&shown?).ok()?).ok()
    }

    /// The encoded links of a file alone. `key` is [`alone`]'s.
    pub fn links_alone(&self, key: Key, root: &RootText) -> Option<Vec<u8>> {
        encoded_links(&self.get(key)?, root)
    }

    /// Keeps the links of a file alone. `key` is [`alone`]'s.
    pub fn keep_links_alone(&self, key: Key, links: &FileLinks, root: &RootText) {
        if let Some(bytes) = dense_links(links, root) {
            self.put(vec![Entry { key, lane: Lane::Shown, bytes }]);
        }
    }

    /// The encoded links of `files` files of a whole graph, which were kept as its part of this number.
    pub fn graph_links(&self, graph: Key, part: usize, files: usize, root: &RootText) -> Option<Vec<Vec<u8>>> {
        let bytes = self.get(part_of(graph, part))?;
        let parts = entry::decode_links(&bytes, files).ok()?.into_iter();
        parts.map(|dense| encoded_links(dense, root)).collect()
    }

    /// Whether links of whole graphs are kept, so that they may be all that is read of a graph that was linked before.
    pub fn has_graphs(&self) -> bool {
        self.newest.is_some()
    }

    /// Keeps the [dense](dense_links) links of consecutive files of a whole graph, as its part of this number.
    pub fn keep_graph_links(&self, graph: Key, part: usize, links: &[Vec<u8>]) {
        let bytes = entry::encode_links(links);
        self.put(vec![Entry { key: part_of(graph, part), lane: Lane::Graph, bytes }]);
    }

    /// Whether something was kept that others cannot find yet.
    pub fn has_changed(&self) -> bool {
        self.is_changed.load(Ordering::Acquire)
    }

    /// Lets others find what was kept. May block.
    pub fn publish(&self) {
        if !self.is_changed.swap(false, Ordering::AcqRel) {
            return;
        }
        self.store.publish();
        if let Some(Err(error)) = self.manifest.as_ref().map(Manifest::publish) {
            self.warn(&error);
        }
    }

    fn warn(&self, error: &io::Error) {
        let mut warning = self.warning.lock().unwrap_or_else(PoisonError::into_inner);
        warning.get_or_insert_with(|| format!("it cannot be written: {error}"));
    }

    /// Why the store is used less than was asked for, once.
    pub fn take_warning(&self) -> Option<Warning> {
        let own = self.warning.lock().unwrap_or_else(PoisonError::into_inner).take();
        let reason = self.store.take_warning().or(own)?;
        // What keeps packs from being written does so with manifests.
        let is_first = !self.has_warned.swap(true, Ordering::AcqRel);
        is_first.then(|| Warning { path: self.folder.clone(), code: WarningCode::CacheUnusable, reason })
    }

    fn get(&self, key: Key) -> Option<Arc<[u8]>> {
        self.store.get_many(&[key]).pop().flatten()
    }

    fn put(&self, entries: Vec<Entry>) {
        self.store.put_many(entries);
        self.is_changed.store(true, Ordering::Release);
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.publish();
    }
}

/// Whether a file looks as it did when it was opened. May block.
pub fn is_as_opened(file: &Opened) -> bool {
    file.metadata_now().is_ok_and(|now| Stamp::of(&now) == Stamp::of(file.metadata()))
}

/// What is known of a file is kept by its path and content.
#[must_use]
pub fn key_of(language: LanguageId, path: &RelativePath, content_hash: &[u8; 32]) -> Key {
    Key::of("record", &[language.name().as_bytes(), path.as_bytes(), content_hash])
}

/// What all that is known of a file is kept by.
#[must_use]
pub fn entries_of(key: Key) -> [Key; 2] {
    [key, linked(key)]
}

/// What linking reads of it.
fn linked(key: Key) -> Key {
    Key::of("symbols", &[&key.0])
}

/// Its links, if nothing is known of any other file.
#[must_use]
pub fn alone(file: &Linkable) -> Option<Key> {
    let mut parts = vec![file.key?.0.to_vec()];
    parts.extend(file.imports.iter().map(optional));
    parts.push(build_of(file));
    Some(Key::of("links alone", &parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

/// The links of a whole graph, if something is kept of each of its files.
#[must_use]
pub fn graph_key(files: &[Linkable]) -> Option<Key> {
    let mut parts = Vec::new();
    for file in files {
        // A file's key has its path in it.
        parts.push(file.key?.0.to_vec());
        parts.push(optional(&file.unit));
        parts.push(build_of(file));
        parts.push((file.imports.len() as u32).to_le_bytes().to_vec());
        parts.extend(file.imports.iter().map(optional));
    }
    Some(Key::of("links of a graph", &parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

fn part_of(graph: Key, part: usize) -> Key {
    Key::of("part of a graph", &[&graph.0, &(part as u64).to_le_bytes()])
}

/// What a file is built with, if that is known.
fn build_of(file: &Linkable) -> Vec<u8> {
    file.build.as_ref().map_or_else(Vec::new, |build| build.fingerprint().to_vec())
}

/// A path that may not be there, apart from all that are.
fn optional(path: &Option<RelativePath>) -> Vec<u8> {
    path.as_ref().map_or_else(Vec::new, |path| [b"/", path.as_bytes()].concat())
}

/// Links that were kept [dense](dense_links), encoded.
fn encoded_links(dense: &[u8], root: &RootText) -> Option<Vec<u8>> {
    let mut links = Vec::new();
    expand_links(dense, root, &mut links).ok()?;
    Some(links)
}

/// Links as they are kept; nothing if they cannot be.
#[must_use]
pub fn dense_links(links: &FileLinks, root: &RootText) -> Option<Vec<u8>> {
    let mut dense = Vec::new();
    compact_links(links, root, &mut dense).then_some(dense)
}
