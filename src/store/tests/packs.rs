//! Bytes that are no pack, and packs that say more than they have.

use super::entry;
use crate::store::pack::{Assembled, MAX_ENTRY, PackIndex, SealedBlock};
use crate::store::{Entry, Key, Lane, Readable};
use proptest::prelude::*;

fn packed(blocks: &[Vec<Entry>]) -> Vec<u8> {
    let blocks: Vec<_> = blocks.iter().map(|entries| SealedBlock::seal(entries[0].lane, entries)).collect();
    let blocks: Vec<&SealedBlock> = blocks.iter().collect();
    Assembled::of(&blocks).parts().concat()
}

/// All that can be read.
fn read(bytes: Vec<u8>) -> Vec<Entry> {
    let Ok(index) = PackIndex::read(&bytes) else { return Vec::new() };
    assert_eq!(index.length, bytes.len() as u64);
    let mut entries = Vec::new();
    for place in &index.blocks {
        if let Ok(block) = place.read(&bytes) {
            entries.extend(block.iter().map(|(key, bytes)| Entry { key, lane: place.lane, bytes: bytes.to_vec() }));
        }
    }
    entries
}

fn entries() -> impl Strategy<Value = Vec<Vec<Entry>>> {
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        (any::<u8>(), 0..3_000_usize).prop_map(|(byte, count)| vec![byte; count])
    ];
    let entry = (any::<[u8; 32]>(), bytes).prop_map(|(key, bytes)| (Key(key), bytes));
    let block = (0..3_u32, prop::collection::vec(entry, 1..20)).prop_map(|(lane, entries)| {
        let lane = Lane::ALL[lane as usize];
        entries.into_iter().map(|(key, bytes)| Entry { key, lane, bytes }).collect()
    });
    prop::collection::vec(block, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_pack_gives_back_what_was_packed(blocks in entries()) {
        prop_assert_eq!(read(packed(&blocks)), blocks.concat());
    }

    #[test]
    fn bytes_that_are_no_pack_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert!(read(bytes).is_empty());
    }

    #[test]
    fn a_changed_pack_has_no_entry_that_was_not_packed(
        blocks in entries(),
        places in prop::collection::vec((any::<usize>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = packed(&blocks);
        for (place, byte) in places {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        let packed = blocks.concat();
        prop_assert!(read(bytes).iter().all(|entry| packed.contains(entry)));
    }
}

#[test]
fn what_compresses_too_well_is_kept_as_it_is() {
    let zeros = Entry { key: Key([7; 32]), lane: Lane::Graph, bytes: vec![0; 1 << 20] };
    let bytes = packed(&[vec![zeros.clone()]]);
    assert!(bytes.len() > 1 << 20);
    assert_eq!(read(bytes), [zeros]);
}

#[test]
fn the_longest_entry_is_kept() {
    let mut bytes = vec![0; MAX_ENTRY];
    blake3::Hasher::new().finalize_xof().fill(&mut bytes);
    let entries = [entry(0), entry(3), Entry { key: Key([7; 32]), lane: Lane::Shown, bytes }];
    assert!(read(packed(&[entries.to_vec()])) == entries);
}

/// A block that says it becomes much longer than it is, with all checksums right.
#[test]
fn a_decompression_bomb_is_refused() {
    let bomb = zstd::bulk::compress(&vec![0; 32 << 20], 1).unwrap();
    assert!(bomb.len() < 8 << 10);
    let key = Key([7; 32]);
    let length = (32_u32 << 20).to_le_bytes();
    let block = [&1_u32.to_le_bytes()[..], &length, &1_u32.to_le_bytes(), &key.0, &length, &bomb].concat();
    let sealed = SealedBlock::of_bytes(Lane::Shown, vec![key], block);
    let bytes = Assembled::of(&[&sealed]).parts().concat();
    let index = PackIndex::read(&bytes).unwrap();
    assert!(index.blocks[0].read(&bytes).is_err());
}

#[test]
fn a_pack_of_another_version_is_told_from_a_damaged_one() {
    use crate::store::pack::Unusable;
    let mut bytes = packed(&[vec![entry(0)]]);
    let version = bytes.len() - 12;
    bytes[version] += 1;
    assert!(matches!(PackIndex::read(&bytes), Err(Unusable::OtherVersion)));
    bytes[version + 4] += 1;
    assert!(matches!(PackIndex::read(&bytes), Err(Unusable::Damaged)));
}

/// Says it is 4 GiB long, and is zeros, or an index over all of it.
#[derive(Debug)]
struct Sparse(Vec<u8>);

impl Readable for Sparse {
    fn length(&self) -> u64 {
        4 << 30
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> std::io::Result<()> {
        assert!(into.len() < 1 << 20, "memory for {} bytes", into.len());
        into.fill(0);
        if offset == self.length() - self.0.len() as u64 {
            into.copy_from_slice(&self.0);
        }
        Ok(())
    }
}

#[test]
fn a_file_of_nothing_costs_nothing_whatever_its_trailer_says() {
    assert!(PackIndex::read(&Sparse(Vec::new())).is_err());
    let whole = packed(&[vec![entry(1)]]);
    let mut trailer = whole[whole.len() - 40..].to_vec();
    for (offset, length) in [(16, (4_u64 << 30) - 56), (1 << 31, (1 << 31) - 40), ((4 << 30) - 140, 100)] {
        trailer[..8].copy_from_slice(&u64::to_le_bytes(offset));
        trailer[8..12].copy_from_slice(&(length as u32).to_le_bytes());
        assert!(PackIndex::read(&Sparse(trailer.clone())).is_err());
    }
}
