//! Files that are read block by block, since they may be larger than the memory.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use super::hex;

/// So many bytes are read at a time.
const BLOCK: usize = 1 << 17;

/// Hands on each block of a file until one of them is refused.
///
/// # Errors
/// When the file cannot be read, or a block is refused.
pub(super) fn each<E: From<io::Error>>(
    mut file: impl Read,
    mut take: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let mut block = vec![0; BLOCK];
    loop {
        match full(&mut file, &mut block)? {
            0 => return Ok(()),
            length => take(&block[..length])?,
        }
    }
}

/// The SHA-256 of a file.
pub type Sum = [u8; 32];

/// The sum of two files that hold the same; nothing where they differ, or one of them cannot be read.
pub(super) fn same(mut one: impl Read, mut other: impl Read) -> Option<Sum> {
    let (mut here, mut there) = (vec![0; BLOCK], vec![0; BLOCK]);
    let mut sum = Sha256::new();
    loop {
        match (full(&mut one, &mut here), full(&mut other, &mut there)) {
            (Ok(0), Ok(0)) => return Some(sum.finalize().into()),
            (Ok(length), Ok(other)) if length == other && here[..length] == there[..length] => {
                sum.update(&here[..length]);
            }
            _ => return None,
        }
    }
}

/// The sum of bytes.
pub fn sum_of(bytes: &[u8]) -> Sum {
    Sha256::digest(bytes).into()
}

/// The sum of a file, read block by block.
///
/// # Errors
/// When the file cannot be read.
pub fn sum(file: impl Read) -> io::Result<Sum> {
    let mut digest = Sha256::new();
    each(file, |block| {
        digest.update(block);
        Ok::<_, io::Error>(())
    })?;
    Ok(digest.finalize().into())
}

/// The sum of a file in hexadecimal digits.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn digest(file: impl Read) -> io::Result<String> {
    sum(file).map(|sum| hex(&sum))
}

/// Fills a block from a file; less only at its end.
fn full(file: &mut impl Read, block: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < block.len() {
        match file.read(&mut block[filled..]) {
            Ok(0) => break,
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
