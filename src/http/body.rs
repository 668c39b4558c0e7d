//! The body of a request, within limits of size, speed, time and memory.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_stream::StreamExt;

/// How long a request waits for its share of the memory.
const WAIT: Duration = Duration::from_secs(5);

/// How long a body may take to arrive: 20 MiB over a slow phone.
const ARRIVAL: Duration = Duration::from_secs(180);

/// In each such while a body brings the least that follows, or ends.
const WHILE: Duration = Duration::from_secs(15);

/// The least that a body brings in a while: 1 KiB a second.
const LEAST: usize = 15 << 10;

/// So many bytes of every body need no share: a form without files arrives whatever others send.
const FREE: usize = 64 << 10;

/// Shares of the memory are counted in these.
const MIB: usize = 1 << 20;

/// The bodies that arrive at the same time, and share a memory.
#[derive(Clone, Debug)]
pub struct Arrivals {
    /// A permit for each MiB.
    memory: Arc<Semaphore>,
    most: usize,
}

/// A share of the memory, given back when it is dropped; none for what is small.
pub type Share = Option<OwnedSemaphorePermit>;

/// Why a body did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotArrived {
    /// So many others arrive that there is no room for it.
    Busy,
    /// It is larger than a body may be.
    TooLarge,
    /// It took too long.
    Slow,
    /// It ended before its end.
    Broken,
}

impl Arrivals {
    /// Bodies of `most` bytes at most, which share `mib` MiB.
    pub fn new(mib: usize, most: usize) -> Self {
        Arrivals { memory: Arc::new(Semaphore::new(mib)), most }
    }

    /// Reads a body. It takes its share of the memory as its bytes arrive, and holds it until the share is
    /// dropped: what is announced and never sent keeps nobody out.
    ///
    /// # Errors
    /// When it is too large, too slow or broken, or too many others arrive.
    pub async fn read(&self, body: Body) -> Result<(Vec<u8>, Share), NotArrived> {
        let mut arriving = Arriving { among: self, bytes: Vec::new(), size: 0, share: None, covered: FREE };
        timeout(ARRIVAL, arriving.all(body)).await.map_err(|_| NotArrived::Slow)??;
        match arriving.size > self.most {
            true => Err(NotArrived::TooLarge),
            false => Ok((arriving.bytes, arriving.share)),
        }
    }
}

/// A body that is small, such as a button's.
///
/// # Errors
/// When it is larger than `most` bytes, too slow or broken.
pub async fn small(body: Body, most: usize) -> Result<Vec<u8>, NotArrived> {
    Arrivals::new(0, most.min(FREE)).read(body).await.map(|(bytes, _)| bytes)
}

/// A body of which a part has come.
struct Arriving<'a> {
    among: &'a Arrivals,
    bytes: Vec<u8>,
    size: usize,
    share: Share,
    /// How many bytes may come before a larger share is needed.
    covered: usize,
}

impl Arriving<'_> {
    async fn all(&mut self, body: Body) -> Result<(), NotArrived> {
        let mut parts = body.into_data_stream();
        loop {
            let start = self.size;
            let ended = timeout(WHILE, async {
                while self.size - start < LEAST {
                    let Some(part) = parts.next().await else { return Ok(true) };
                    self.take(&part.map_err(|_| NotArrived::Broken)?).await?;
                }
                Ok(false)
            });
            if ended.await.map_err(|_| NotArrived::Slow)?? {
                return Ok(());
            }
        }
    }

    async fn take(&mut self, part: &[u8]) -> Result<(), NotArrived> {
        self.size += part.len();
        if self.size > self.among.most.saturating_mul(4) {
            return Err(NotArrived::TooLarge);
        }
        if self.size > self.among.most {
            // A browser hears an answer only when it was let finish.
            (self.bytes, self.share) = (Vec::new(), None);
            return Ok(());
        }
        if self.size > self.covered {
            let mib = (self.size - self.covered).div_ceil(MIB);
            let more = Arc::clone(&self.among.memory).acquire_many_owned(u32::try_from(mib).unwrap_or(u32::MAX));
            let more = timeout(WAIT, more).await.ok().and_then(Result::ok).ok_or(NotArrived::Busy)?;
            self.covered += mib * MIB;
            match &mut self.share {
                Some(share) => share.merge(more),
                none => *none = Some(more),
            }
        }
        self.bytes.extend_from_slice(part);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
    }

    #[test]
    fn memory_is_taken_as_bytes_arrive_and_small_bodies_need_none() {
        block_on(async {
            let arrivals = Arrivals::new(3, 4 * MIB);
            let (bytes, large) = arrivals.read(Body::from(vec![0; 3 * MIB])).await.expect("there is room");
            assert_eq!((bytes.len(), arrivals.memory.available_permits()), (3 * MIB, 0));
            let (_, small) = arrivals.read(Body::from(vec![0; FREE])).await.expect("it needs no room");
            assert!(small.is_none());
            assert_eq!(arrivals.read(Body::from(vec![0; FREE + 1])).await.err(), Some(NotArrived::Busy));
            drop(large);
            assert!(arrivals.read(Body::from(vec![0; FREE + 1])).await.is_ok());
            assert_eq!(arrivals.read(Body::from(vec![0; 4 * MIB + 1])).await.err(), Some(NotArrived::TooLarge));
            assert_eq!(arrivals.memory.available_permits(), 3);
        });
    }
}
