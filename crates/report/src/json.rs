//! The forms for programs. They lose nothing: what is read back equals what was written.

use std::io::{self, BufWriter, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::text;

/// One object for one item, an array for none or several; indented.
pub(crate) fn document<T: Serialize>(out: &mut impl Write, items: &[T]) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let mut json = Serializer::with_formatter(&mut out, Safe(PrettyFormatter::new()));
    match items {
        [item] => item.serialize(&mut json)?,
        items => items.serialize(&mut json)?,
    }
    end(out)
}

/// One object a line.
pub(crate) fn lines<T: Serialize>(out: &mut impl Write, items: &[T]) -> io::Result<()> {
    for item in items {
        let mut out = BufWriter::new(&mut *out);
        let mut json = Serializer::with_formatter(&mut out, Safe(CompactFormatter));
        item.serialize(&mut json)?;
        end(out)?;
    }
    Ok(())
}

/// Ends the line and hands on what is not written yet; `out` itself is flushed by whoever owns it.
fn end<W: Write>(mut out: BufWriter<W>) -> io::Result<()> {
    out.write_all(b"\n")?;
    out.into_inner()?;
    Ok(())
}

/// A form of JSON with an escape for each character that is unsafe to show: see
/// [`text::safe_json`].
struct Safe<F>(F);

/// Hands a part of the form on as it is.
macro_rules! as_it_is {
    ($($name:ident($($argument:ident: $type:ty),*);)*) => {$(
        fn $name<W: ?Sized + Write>(&mut self, out: &mut W $(, $argument: $type)*) -> io::Result<()> {
            self.0.$name(out $(, $argument)*)
        }
    )*};
}

impl<F: Formatter> Formatter for Safe<F> {
    /// Strings alone can hold what is unsafe, in keys and in values.
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        match text::is_safe_json(fragment) {
            true => self.0.write_string_fragment(out, fragment),
            false => out.write_all(text::safe_json(fragment).as_bytes()),
        }
    }

    as_it_is! {
        begin_array();
        end_array();
        begin_array_value(is_first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(is_first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }
}
