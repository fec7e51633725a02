//! What drives napi's futures: no runtime of its own, but a future that is polled when it is woken.
//!
//! In: the futures behind promises. They wait for the pool or for a stream, and copy a batch into one buffer then, which
//! is not JavaScript's to wait for: the pool for handovers polls them. Loading the package starts no thread, and opens
//! no descriptor; where no thread can be started, whoever wakes a future polls it.

use crate::stream::Pool;
use napi::bindgen_prelude::{AsyncRuntime, AsyncRuntimeRejection, AsyncRuntimeTask, Error, Result};
use napi_derive::module_init;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Wake, Waker};

/// Registered before the first environment loads the package, as napi asks.
#[module_init]
fn register() {
    napi::bindgen_prelude::register_async_runtime(Handovers);
}

struct Handovers;

// SAFETY: what must not run after `shutdown` unless the package's code stays in place are its threads, wakers and
// futures. It does stay: `build.rs` and napi's registration of a runtime both see to it that it is never unloaded.
#[allow(unsafe_code)]
unsafe impl AsyncRuntime for Handovers {
    fn spawn(&self, task: AsyncRuntimeTask) -> std::result::Result<(), AsyncRuntimeRejection<AsyncRuntimeTask>> {
        Arc::new(Promised { task: Mutex::new(Some(task)), wakes: AtomicUsize::new(0) }).wake();
        Ok(())
    }

    fn block_on(&self, _future: Pin<&mut dyn Future<Output = ()>>) -> Result<()> {
        Err(Error::from_reason("nothing in this package blocks"))
    }

    fn shutdown(&self) -> Result<()> {
        Ok(())
    }
}

/// The future behind one promise.
struct Promised {
    task: Mutex<Option<AsyncRuntimeTask>>,
    /// Wakes since it was last seen to rest. Whoever raises it from 0 sees to it that the future is polled, so that one
    /// thread does at a time, also where a poll wakes the future itself.
    wakes: AtomicUsize,
}

impl Wake for Promised {
    fn wake(self: Arc<Self>) {
        if self.wakes.fetch_add(1, Ordering::AcqRel) > 0 {
            return;
        }
        if let Err((errand, _)) = Pool::handovers().run(Box::new(move || self.poll())) {
            errand();
        }
    }
}

impl Promised {
    /// Polls the future until it rests. One that is at its end is never polled again.
    fn poll(self: Arc<Self>) {
        let waker = Waker::from(Arc::clone(&self));
        let mut task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(pending) = task.as_mut() {
            let seen = self.wakes.load(Ordering::Acquire);
            if Pin::new(pending).poll(&mut Context::from_waker(&waker)).is_ready() {
                *task = None;
            } else if self.wakes.compare_exchange(seen, 0, Ordering::AcqRel, Ordering::Acquire).is_ok() {
                return;
            }
        }
    }
}
