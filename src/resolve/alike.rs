//! Folders in which the same names are looked for, of which there may be thousands.
//!
//! In: folders in the order they count, and names of folders inside each other. Out: where they lead to. A repository may have
//! thousands of packages that all stand for one namespace and look alike, and every import asks all of them, so what is in
//! them is listed once, level by level, as far as somebody asks.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::OnceLock;

use foldhash::HashMap;

use super::folders::Folders;

/// So many folders are asked one by one, for less than listing what is in them takes.
const FEW: usize = 8;

/// Folders that are asked for the same names, in the order they count, each with the number of whose it is.
pub(super) struct Alike {
    folders: Vec<(PathBuf, u32)>,
    /// How names of sources end.
    ending: &'static str,
    all: Level,
}

/// Those of the folders, by their places, that have the same folders inside each other, or a source at the end of them.
#[derive(Default)]
struct Level {
    places: Vec<u32>,
    /// By the name of what is in the innermost.
    inside: OnceLock<HashMap<OsString, Level>>,
}

impl Alike {
    /// These folders, of which sources matter that end in `ending`. Numbers do not fall.
    pub(super) fn new(folders: Vec<(PathBuf, u32)>, ending: &'static str) -> Self {
        let places = (0..).zip(&folders).map(|(place, _)| place).collect();
        Self { folders, ending, all: Level { places, inside: OnceLock::new() } }
    }

    /// The folders that these names lead to from them, each with the number of whose it is. Of many those alone that have
    /// `source` in them, where one is asked for.
    pub(super) fn below<'a>(
        &'a self,
        known: &'a Folders,
        names: Vec<&'a str>,
        source: Option<&str>,
    ) -> impl Iterator<Item = (u32, PathBuf)> + use<'a> {
        let mut level = Some(&self.all);
        for (depth, name) in names.iter().copied().chain(source).enumerate() {
            level = match level {
                Some(level) if level.places.len() > FEW => {
                    self.inside(known, level, &names[..depth]).get(OsStr::new(name))
                }
                few => few,
            };
        }
        level.into_iter().flat_map(|level| &level.places).filter_map(move |place| {
            let (folder, whose) = &self.folders[*place as usize];
            Some((*whose, known.below(folder, names.iter().copied())?))
        })
    }

    /// What is in those of a level, `names` being the folders that they have inside each other.
    fn inside<'a>(&self, known: &Folders, level: &'a Level, names: &[&str]) -> &'a HashMap<OsString, Level> {
        level.inside.get_or_init(|| {
            let mut inside: HashMap<OsString, Level> = HashMap::default();
            for place in &level.places {
                let Some(folder) = known.below(&self.folders[*place as usize].0, names.iter().copied()) else {
                    continue;
                };
                let folder = known.at(&folder);
                let sources = folder.files_ending(self.ending).into_iter().map(OsStr::new);
                for name in sources.chain(folder.folders_and_links()) {
                    let places = &mut inside.entry(name.to_owned()).or_default().places;
                    // A folder and a source may have one name.
                    if places.last() != Some(place) {
                        places.push(*place);
                    }
                }
            }
            inside
        })
    }
}

/// What is in several lists in the order of their numbers; of what has one number that of the first list.
pub(super) fn merged<T>(lists: impl IntoIterator<Item: Iterator<Item = (u32, T)>>) -> impl Iterator<Item = (u32, T)> {
    let mut lists: Vec<_> = lists.into_iter().map(Iterator::peekable).collect();
    std::iter::from_fn(move || {
        let numbers = lists.iter_mut().enumerate().filter_map(|(list, items)| Some((items.peek()?.0, list)));
        let (_, first) = numbers.min()?;
        lists[first].next()
    })
}
