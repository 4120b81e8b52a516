//! What is shown of a long walk over a store on standard error: a line that is drawn anew on a
//! terminal, plain lines elsewhere.

use std::cell::Cell;
use std::io::{self, IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// After how many items a line is written where nobody looks at a terminal.
const LINE_AFTER: u64 = 10_000;
/// Redraws in a second.
const REDRAWS: u8 = 4;

/// How far a walk is.
pub(crate) struct Progress {
    of: &'static str,
    bar: Option<ProgressBar>,
    told: Cell<u64>,
}

impl Progress {
    pub(crate) fn of(of: &'static str) -> Self {
        let bar = io::stderr().is_terminal().then(|| {
            let target = ProgressDrawTarget::stderr_with_hz(REDRAWS);
            let style = ProgressStyle::with_template("{pos} {msg}, {per_sec}");
            ProgressBar::with_draw_target(None, target)
                .with_message(of)
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self {
            of,
            bar,
            told: Cell::new(0),
        }
    }

    /// So many are done, to this number of the feed.
    pub(crate) fn at(&self, done: u64, cursor: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        } else if done >= self.told.get() + LINE_AFTER {
            self.told.set(done);
            // Nobody looks where standard error is closed.
            let _ = writeln!(
                anstream::stderr().lock(),
                "{done} {}, to number {cursor}",
                self.of
            );
        }
    }

    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
