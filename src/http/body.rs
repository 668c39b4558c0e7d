//! The body of a request, within limits of size, time and memory.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_stream::StreamExt;

/// How long a request waits for its share of the memory.
const WAIT: Duration = Duration::from_secs(5);

/// How long a body may take to arrive: 20 MiB over a slow phone.
const ARRIVAL: Duration = Duration::from_secs(180);

/// The bodies that arrive at the same time, and share a memory.
#[derive(Clone, Debug)]
pub struct Arrivals {
    /// A permit for each MiB.
    memory: Arc<Semaphore>,
    most: usize,
}

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

    /// Reads a body. Its share of the memory is taken until the permit is dropped.
    ///
    /// # Errors
    /// When it is too large, too slow or broken, or too many others arrive.
    pub async fn read(&self, headers: &HeaderMap, body: Body) -> Result<(Vec<u8>, OwnedSemaphorePermit), NotArrived> {
        let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        let share = self.share(length.unwrap_or(self.most)).await?;
        let read = tokio::time::timeout(ARRIVAL, within(self.most, body)).await;
        Ok((read.map_err(|_| NotArrived::Slow)??, share))
    }

    async fn share(&self, bytes: usize) -> Result<OwnedSemaphorePermit, NotArrived> {
        let mib = u32::try_from(bytes.min(self.most) / (1 << 20) + 1).unwrap_or(1);
        let permit = tokio::time::timeout(WAIT, Arc::clone(&self.memory).acquire_many_owned(mib)).await;
        permit.ok().and_then(Result::ok).ok_or(NotArrived::Busy)
    }
}

async fn within(most: usize, body: Body) -> Result<Vec<u8>, NotArrived> {
    let mut parts = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut size = 0;
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| NotArrived::Broken)?;
        size += part.len();
        if size <= most {
            bytes.extend_from_slice(&part);
        } else if size > 4 * most {
            break;
        } else {
            // A browser hears an answer only when it was let finish.
            bytes = Vec::new();
        }
    }
    if size > most { Err(NotArrived::TooLarge) } else { Ok(bytes) }
}
