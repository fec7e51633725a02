//! What was kept last of a root: the one thing in a store that is not found by what decides it.
//!
//! In: a root, and a key. Out: the key again, for whoever opens the same root later, if the file is whole and of the same code. Of several
//! processes that say so at once the last one is right: what each has kept is there.
//!
//! ```text
//! magic; the key; the key of all that and of the root
//! ```

use super::Key;
use super::disk::Disk;
use super::folder::names;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const MAGIC: [u8; 4] = *b"CKGN";

const BYTES: usize = 68;

/// What was kept last of one root.
#[derive(Debug)]
pub struct Newest {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    name: String,
    root: String,
    is_read_only: bool,
}

impl Newest {
    /// That of the root with this path, in the folder of manifests.
    #[must_use]
    pub fn of(disk: Arc<dyn Disk>, folder: &Path, root: &str, is_read_only: bool) -> Self {
        let (folder, name) = (folder.to_owned(), names::newest(root));
        Self { disk, folder, name, root: root.to_owned(), is_read_only }
    }

    /// The key that was told last to somebody with the same code. May block.
    #[must_use]
    pub fn key(&self, code: &str) -> Option<Key> {
        let file = self.disk.open(&self.folder.join(&self.name)).ok()?;
        let mut bytes = [0; BYTES];
        if file.length() != BYTES as u64 || file.read_at(0, &mut bytes).is_err() {
            return None;
        }
        let key = Key(bytes[MAGIC.len()..][..32].try_into().ok()?);
        (bytes == self.bytes(code, key)).then_some(key)
    }

    /// Tells it. May block.
    ///
    /// # Errors
    /// What the disk says. Nothing is lost but time.
    pub fn tell(&self, code: &str, key: Key) -> io::Result<()> {
        if self.is_read_only || self.key(code) == Some(key) {
            return Ok(());
        }
        self.disk.create_folder(&self.folder)?;
        let temporary = self.folder.join(names::temporary());
        let written = self.disk.write_new(&temporary, &[&self.bytes(code, key)]);
        let written = written.and_then(|()| self.disk.rename(&temporary, &self.folder.join(&self.name)));
        // Whatever is left is swept later.
        written.inspect_err(|_| drop(self.disk.remove(&temporary)))
    }

    fn bytes(&self, code: &str, key: Key) -> [u8; BYTES] {
        let sum = Key::of("newest of a root", &[code.as_bytes(), self.root.as_bytes(), &key.0]);
        let mut bytes = [0; BYTES];
        let parts = MAGIC.iter().chain(&key.0).chain(&sum.0);
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = *from);
        bytes
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::disk::RealDisk;
    use std::fs;

    fn of(folder: &Path, root: &str, is_read_only: bool) -> Newest {
        Newest::of(Arc::new(RealDisk), folder, root, is_read_only)
    }

    #[test]
    fn it_is_what_was_told_last_of_the_same_root_by_the_same_code() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (of(folder.path(), "/one", false), of(folder.path(), "/other", false));
        assert_eq!(one.key("code"), None);
        for key in [Key([1; 32]), Key([2; 32]), Key([2; 32])] {
            one.tell("code", key).unwrap();
            assert_eq!(of(folder.path(), "/one", true).key("code"), Some(key));
            assert_eq!((one.key("later"), other.key("code")), (None, None));
        }
        of(folder.path(), "/one", true).tell("code", Key([3; 32])).unwrap();
        assert_eq!(one.key("code"), Some(Key([2; 32])));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn whatever_is_wrong_with_it_it_is_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let newest = of(folder.path(), "/one", false);
        newest.tell("code", Key([7; 32])).unwrap();
        let path = folder.path().join(&newest.name);
        let bytes = fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            fs::write(&path, &other).unwrap();
            assert_eq!(newest.key("code"), None, "{at}");
            fs::write(&path, &bytes[..at]).unwrap();
            assert_eq!(newest.key("code"), None, "{at}");
        }
        fs::write(&path, [&bytes[..], b"x"].concat()).unwrap();
        assert_eq!(newest.key("code"), None);
        // What belongs to another root is another's.
        fs::write(folder.path().join(names::newest("/other")), &bytes).unwrap();
        assert_eq!(of(folder.path(), "/other", false).key("code"), None);
        newest.tell("code", Key([8; 32])).unwrap();
        assert_eq!(newest.key("code"), Some(Key([8; 32])));
    }
}
