//! Values by number, which keep their numbers while others come and go.
//!
//! In: values. Out: the number of each, which another may have once it is taken out.

use std::ops::{Index, IndexMut};

/// Numbered values.
#[derive(Debug)]
pub(super) struct Slots<T> {
    /// Where none is any more, what was left in its place.
    values: Vec<T>,
    /// Numbers that no value has.
    free: Vec<u32>,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl<T> From<Vec<T>> for Slots<T> {
    fn from(values: Vec<T>) -> Self {
        Self { values, free: Vec::new() }
    }
}

impl<T> Slots<T> {
    /// These values with their numbers, no two of which are the same; `left` is in the place of those between them.
    pub fn of_numbered(values: Vec<(u32, T)>, left: impl Fn() -> T) -> Self {
        let slots = values.iter().map(|(number, _)| *number as usize + 1).max().unwrap_or(0);
        let mut all: Vec<Option<T>> = (0..slots).map(|_| None).collect();
        values.into_iter().for_each(|(number, value)| all[number as usize] = Some(value));
        let free = (0..).zip(&all).filter(|(_, value)| value.is_none()).map(|(number, _)| number).collect();
        Self { values: all.into_iter().map(|value| value.unwrap_or_else(&left)).collect(), free }
    }

    /// Adds a value. Answers its number.
    pub fn add(&mut self, value: T) -> u32 {
        if let Some(free) = self.free.pop() {
            self[free] = value;
            return free;
        }
        self.values.push(value);
        self.values.len() as u32 - 1
    }

    /// Takes a value out and leaves another in its place, until the number is given away again.
    pub fn take_out(&mut self, number: u32, left: T) -> T {
        self.free.push(number);
        std::mem::replace(&mut self[number], left)
    }

    /// The value with this number, if there was one ever.
    pub fn get(&self, number: u32) -> Option<&T> {
        self.values.get(number as usize)
    }

    /// All values, with what is left in the place of others.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.values.iter_mut()
    }

    /// One more than the largest number that a value has had.
    pub fn len(&self) -> usize {
        self.values.len()
    }
}

impl<T> Index<u32> for Slots<T> {
    type Output = T;

    fn index(&self, number: u32) -> &T {
        &self.values[number as usize]
    }
}

impl<T> IndexMut<u32> for Slots<T> {
    fn index_mut(&mut self, number: u32) -> &mut T {
        &mut self.values[number as usize]
    }
}
