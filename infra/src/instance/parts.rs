//! The parts of a running instance: tasks with a name, none of which ends by itself.

use std::{collections::HashMap, time::Duration};

use tokio::{
    task::{Id, JoinError, JoinSet},
    time::timeout,
};

/// Tasks with a name. Dropped, they end at once.
#[derive(Default)]
pub(super) struct Parts {
    tasks: JoinSet<()>,
    names: HashMap<Id, &'static str>,
}

impl Parts {
    /// Starts a part.
    pub(super) fn start(
        &mut self,
        name: &'static str,
        part: impl Future<Output = ()> + Send + 'static,
    ) {
        let task = self.tasks.spawn(part);
        self.names.insert(task.id(), name);
    }

    /// Waits until one of them ends, and says which. Without parts it waits for ever.
    pub(super) async fn one_ended(&mut self) -> &'static str {
        match self.tasks.join_next_with_id().await {
            Some(ended) => self.name(&ended),
            None => std::future::pending().await,
        }
    }

    /// Waits until all of them have ended, and ends those that take longer.
    pub(super) async fn end(&mut self, within: Duration) {
        let all_ended = async {
            while let Some(ended) = self.tasks.join_next_with_id().await {
                self.names.remove(&id(&ended));
            }
        };
        if timeout(within, all_ended).await.is_err() {
            let parts: Vec<&str> = self.names.values().copied().collect();
            tracing::warn!(?parts, "parts took too long to stop and are cut off");
            self.tasks.shutdown().await;
        }
    }

    fn name(&mut self, ended: &Result<(Id, ()), JoinError>) -> &'static str {
        self.names.remove(&id(ended)).unwrap_or("a part")
    }
}

fn id(ended: &Result<(Id, ()), JoinError>) -> Id {
    match ended {
        Ok((id, ())) => *id,
        Err(error) => error.id(),
    }
}
