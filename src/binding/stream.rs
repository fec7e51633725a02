//! The async iterator made in Rust.
//!
//! napi's `async_iterator` leaves three gaps that `js/stream.ts` closes: the iterator is not its own
//! `Symbol.asyncIterator`, concurrent `next()` calls may be answered out of order, and after `return()` a `next()`
//! still arrives here (it is answered `done`, as the stream is cancelled then).

use super::failure::{NativeWarning, ResultWarning};
use super::handover;
use super::progress::NativeProgress;
use super::shards::NativeAssembly;
use super::texts::NativeSyntaxError;
use crate::error::{Error, contained};
use crate::indexing::analyze::{AnalyzeJob, Sink};
use crate::indexing::graph::{GraphPiece, GraphStream};
use crate::indexing::list::ListJob;
use crate::indexing::shards::keeping::ShardJob;
use crate::indexing::texts::TextJob;
use crate::stream::Stream;
use napi::bindgen_prelude::{AsyncGenerator, Buffer, Result};
use napi_derive::napi;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

/// A stream under way; collected as garbage, it cancels itself.
#[napi(async_iterator)]
pub struct NativeStream {
    source: Source,
}

#[derive(Clone)]
enum Source {
    Batches(Stream<ListJob>),
    Graph(Arc<GraphStream>),
    Texts(Stream<TextJob>),
    Shard(Stream<ShardJob>),
}

impl From<Stream<ListJob>> for NativeStream {
    fn from(stream: Stream<ListJob>) -> Self {
        Self { source: Source::Batches(stream) }
    }
}

impl From<GraphStream> for NativeStream {
    fn from(stream: GraphStream) -> Self {
        Self { source: Source::Graph(Arc::new(stream)) }
    }
}

impl From<Stream<TextJob>> for NativeStream {
    fn from(stream: Stream<TextJob>) -> Self {
        Self { source: Source::Texts(stream) }
    }
}

impl From<Stream<ShardJob>> for NativeStream {
    fn from(stream: Stream<ShardJob>) -> Self {
        Self { source: Source::Shard(stream) }
    }
}

impl Drop for NativeStream {
    /// What JavaScript dropped, or an environment that closes, is cancelled, also if a `next` is pending.
    fn drop(&mut self) {
        self.source.cancel();
    }
}

#[napi]
impl AsyncGenerator for NativeStream {
    type Yield = Buffer;
    type Next = ();
    type Return = ();

    fn next(&mut self, _value: Option<()>) -> impl Future<Output = Result<Option<Buffer>>> + Send + 'static {
        let source = self.source.clone();
        async move { Ok(or_failure(source.next()).await.map(Buffer::from)) }
    }

    fn complete(&mut self, _value: Option<()>) -> impl Future<Output = Result<Option<Buffer>>> + Send + 'static {
        self.source.cancel();
        async { Ok(None) }
    }
}

#[napi]
impl NativeStream {
    /// Adds the next paths of the list that the stream was opened with.
    #[napi(catch_unwind)]
    pub fn add_files(&self, files: Vec<String>) {
        if let Source::Batches(stream) = &self.source {
            stream.add_files(files);
        }
    }

    /// Adds the next texts of the list that the stream was opened with, one a path.
    #[napi(catch_unwind)]
    pub fn add_texts(&self, paths: Vec<String>, texts: Vec<String>) {
        if let Source::Texts(stream) = &self.source {
            stream.add_texts(paths.into_iter().zip(texts));
        }
    }

    /// Adds the files of the next shard that is done and comes next in the list; whether there was one.
    #[napi(catch_unwind)]
    pub fn add_shard(&self, assembly: &NativeAssembly) -> bool {
        let paths = assembly.release();
        let is_any = !paths.is_empty();
        match &self.source {
            Source::Batches(stream) => {
                stream.job().add_listed(paths);
                stream.extend();
            }
            Source::Graph(stream) => stream.add_listed(paths),
            Source::Texts(_) | Source::Shard(_) => {}
        }
        is_any
    }

    /// The syntax errors of the texts that were analysed since the last call.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn take_syntax_errors(&self) -> Vec<NativeSyntaxError> {
        match &self.source {
            Source::Texts(stream) => stream.job().sink().take_errors().into_iter().map(Into::into).collect(),
            Source::Batches(_) | Source::Graph(_) | Source::Shard(_) => Vec::new(),
        }
    }

    /// Stops the work; a pending `next()` is answered `done` at once.
    #[napi(catch_unwind)]
    pub fn cancel(&self) {
        self.source.cancel();
    }

    /// What results lack although no file failed, since the last call.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn take_warnings(&self) -> Vec<NativeWarning> {
        let warnings = match &self.source {
            Source::Batches(stream) => stream.job().take_warnings(),
            Source::Graph(stream) => stream.take_warnings(),
            Source::Texts(stream) => stream.job().take_warnings(),
            Source::Shard(stream) => stream.job().take_warnings(),
        };
        warnings.into_iter().map(NativeWarning::from).collect()
    }

    /// All that manifests and folders did not add to results until now, by path.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn result_warnings(&self) -> Vec<ResultWarning> {
        let warnings = match &self.source {
            Source::Batches(stream) => stream.job().result_warnings(),
            Source::Graph(stream) => stream.result_warnings(),
            Source::Texts(stream) => stream.job().result_warnings(),
            Source::Shard(stream) => stream.job().result_warnings(),
        };
        warnings.into_iter().map(ResultWarning::from).collect()
    }

    /// How far it is.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn progress(&self) -> NativeProgress {
        let progress = match &self.source {
            Source::Batches(stream) => stream.progress(),
            Source::Graph(stream) => stream.progress(),
            Source::Texts(stream) => stream.progress(),
            Source::Shard(stream) => stream.progress(),
        };
        progress.into()
    }

    /// Starts no more files until `resume`.
    #[napi(catch_unwind)]
    pub fn pause(&self) {
        match &self.source {
            Source::Batches(stream) => stream.pause(),
            Source::Graph(stream) => stream.pause(),
            Source::Texts(stream) => stream.pause(),
            Source::Shard(stream) => stream.pause(),
        }
    }

    /// Goes on after `pause`.
    #[napi(catch_unwind)]
    pub fn resume(&self) {
        match &self.source {
            Source::Batches(stream) => stream.resume(),
            Source::Graph(stream) => stream.resume(),
            Source::Texts(stream) => stream.resume(),
            Source::Shard(stream) => stream.resume(),
        }
    }
}

impl Source {
    async fn next(self) -> Option<Vec<u8>> {
        let piece = match self {
            Self::Batches(stream) => next_or_publish(stream).await,
            Self::Shard(stream) => next_or_publish(stream).await,
            Self::Graph(stream) => stream.next().await,
            Self::Texts(stream) => stream.next().await.map(|batch| batch.map(GraphPiece::Records)),
        };
        match piece {
            Ok(Some(GraphPiece::Records(batch))) => Some(handover::batch(&batch)),
            Ok(Some(GraphPiece::Links(piece))) => Some(handover::links(&piece)),
            Ok(None) => None,
            Err(error) => Some(handover::failure(&error)),
        }
    }

    fn cancel(&self) {
        match self {
            Self::Batches(stream) => stream.cancel(),
            Self::Graph(stream) => stream.cancel(),
            Self::Texts(stream) => stream.cancel(),
            Self::Shard(stream) => stream.cancel(),
        }
    }
}

/// The next batch of what is kept for others at the end.
async fn next_or_publish<S: Sink>(stream: Stream<AnalyzeJob<S>>) -> std::result::Result<Option<GraphPiece>, Error> {
    let batch = stream.next().await?;
    if batch.is_none() && !stream.is_cancelled() {
        stream.job().publish().await;
    }
    Ok(batch.map(GraphPiece::Records))
}

/// A panic ends a stream as any failure does, with a code: an error that napi makes of one has none.
async fn or_failure(buffer: impl Future<Output = Option<Vec<u8>>>) -> Option<Vec<u8>> {
    let mut buffer = pin!(buffer);
    let failed = |reason| Poll::Ready(Some(handover::failure(&Error::Internal(reason))));
    poll_fn(|context| contained(|| buffer.as_mut().poll(context)).unwrap_or_else(failed)).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    #[test]
    fn a_panic_of_a_stream_is_a_failure_with_a_code() {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let answer = runtime.map(|runtime| runtime.block_on(or_failure(async { panic!("no buffer") })));
        assert_eq!(answer.ok(), Some(Some(handover::failure(&Error::Internal("no buffer".to_owned())))));
    }
}
