//! `countersign audit export`: a history with its proofs, in a file that is proof of itself.

use std::{fs::File, io::BufWriter, path::PathBuf};

use clap::Args;
use countersign_domain::AccountId;
use indicatif::ProgressBar;

use super::reader::Reader;
use crate::{
    checkpoints::{Export as Bundle, Exported},
    cli::{Outcome, connect, output::say, progress},
    readings::Means,
    settings::DatabaseSettings,
};

/// Write a history with its proofs into one file, which `audit verify` checks without us
///
/// It ends with the newest signed checkpoint. The service may run meanwhile.
#[derive(Args)]
pub(in crate::cli) struct Export {
    /// Where the bundle goes; it is there once it is whole
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The events of one account, each with a proof; the whole log where there is none
    #[arg(long, value_name = "ID")]
    account: Option<AccountId>,
    /// End with the newest checkpoint that the witness has cosigned
    #[arg(long)]
    cosigned: bool,
    #[command(flatten)]
    reader: Reader,
    #[command(flatten)]
    database: DatabaseSettings,
}

impl Export {
    pub(super) async fn run(self) -> Outcome {
        let pool = connect::database(&self.database).await?;
        let folder = self
            .out
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let file = tempfile::NamedTempFile::new_in(folder.unwrap_or(".".as_ref()))
            .map_err(|error| format!("{} cannot be written: {error}", self.out.display()))?;
        let account = self.account.as_ref();
        self.reader.record(&pool, Means::Export, account).await?;
        let bar = progress::events();
        let bundle = Bundle {
            account: self.account,
            cosigned: self.cosigned,
        };
        let written = bundle
            .write(&pool, BufWriter::new(file), |events, total| {
                tell(&bar, events, total);
            })
            .await;
        bar.finish_and_clear();
        let (exported, file) = written?;
        let file = file
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        file.persist(&self.out)?;
        File::open(folder.unwrap_or(".".as_ref()))?.sync_all()?;
        report(&exported)
    }
}

fn tell(bar: &ProgressBar, events: u64, total: u64) {
    bar.set_length(total);
    bar.set_position(events);
}

fn report(exported: &Exported) -> Outcome {
    let Exported {
        events,
        checkpoint,
        missing,
    } = exported;
    if let Some(missing) = missing {
        return Err(format!(
            "the history is NOT whole: event {missing} is missing. The bundle holds the {events} \
             that are there; `audit verify` tells what became of it"
        )
        .into());
    }
    say(&format!(
        "{events} events, up to position {} of {}, which is signed",
        checkpoint.size, checkpoint.origin
    ));
    Ok(())
}
