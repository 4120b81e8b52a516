//! Rows written by their columns: Apache Parquet.

use std::io::{self, Write};

use parquet::{
    basic::{LogicalType, Repetition, Type as Physical},
    data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type},
    errors::ParquetError,
    file::{
        properties::WriterProperties,
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::types::Type,
};

use crate::WriteError;

/// Rows that are held until they are written together.
const GROUP: usize = 10_000;

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Whole,
    Decimal,
}

/// The values of a column that are not written yet, with `None` for what is not known.
enum Values {
    Text(Vec<Option<ByteArray>>),
    Whole(Vec<Option<i32>>),
    Decimal(Vec<Option<f64>>),
}

/// One value.
pub(crate) enum One<'a> {
    Text(&'a str),
    Whole(u8),
    Decimal(f64),
    Empty,
}

/// A Parquet file that is being written: each column optional, of texts (UTF-8), whole numbers
/// (32 bits) or decimals (64 bits).
pub(crate) struct Columns<'a> {
    writer: SerializedFileWriter<Box<dyn Write + Send + 'a>>,
    values: Vec<Values>,
    rows: usize,
}

impl<'a> Columns<'a> {
    pub(crate) fn begin(
        out: Box<dyn Write + Send + 'a>,
        columns: &[(String, Kind)],
    ) -> Result<Self, WriteError> {
        let fields = columns.iter().map(|(name, kind)| {
            let physical = match kind {
                Kind::Text => Physical::BYTE_ARRAY,
                Kind::Whole => Physical::INT32,
                Kind::Decimal => Physical::DOUBLE,
            };
            let field = Type::primitive_type_builder(name, physical)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type((*kind == Kind::Text).then_some(LogicalType::String))
                .build();
            field.map(Into::into)
        });
        let fields = fields.collect::<Result<_, _>>().map_err(fault)?;
        let schema = Type::group_type_builder("evaluation").with_fields(fields);
        let schema = schema.build().map_err(fault)?;
        let properties = WriterProperties::builder().build();
        let writer = SerializedFileWriter::new(out, schema.into(), properties.into());
        Ok(Self {
            writer: writer.map_err(fault)?,
            values: columns.iter().map(|(_, kind)| Values::of(*kind)).collect(),
            rows: 0,
        })
    }

    pub(crate) fn row<'v>(
        &mut self,
        row: impl IntoIterator<Item = One<'v>>,
    ) -> Result<(), WriteError> {
        for (values, one) in self.values.iter_mut().zip(row) {
            values.push(&one)?;
        }
        self.rows += 1;
        match self.rows {
            GROUP.. => self.flush(),
            _ => Ok(()),
        }
    }

    fn flush(&mut self) -> Result<(), WriteError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(fault)?;
        for values in &mut self.values {
            match values {
                Values::Text(values) => write::<ByteArrayType>(&mut group, values)?,
                Values::Whole(values) => write::<Int32Type>(&mut group, values)?,
                Values::Decimal(values) => write::<DoubleType>(&mut group, values)?,
            }
        }
        group.close().map_err(fault)?;
        self.rows = 0;
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<(), WriteError> {
        self.flush()?;
        let mut out = self.writer.into_inner().map_err(fault)?;
        Ok(out.flush()?)
    }
}

impl Values {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(Vec::new()),
            Kind::Whole => Self::Whole(Vec::new()),
            Kind::Decimal => Self::Decimal(Vec::new()),
        }
    }

    fn push(&mut self, one: &One<'_>) -> Result<(), WriteError> {
        match (self, one) {
            (Self::Text(values), One::Text(text)) => values.push(Some((*text).into())),
            (Self::Whole(values), One::Whole(number)) => values.push(Some(i32::from(*number))),
            (Self::Decimal(values), One::Decimal(number)) => values.push(Some(*number)),
            (Self::Text(values), One::Empty) => values.push(None),
            (Self::Whole(values), One::Empty) => values.push(None),
            (Self::Decimal(values), One::Empty) => values.push(None),
            _ => return Err(io::Error::other("a value of another kind than its column").into()),
        }
        Ok(())
    }
}

/// Writes a column: where there is a value, and the values.
fn write<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    values: &mut Vec<Option<T::T>>,
) -> Result<(), WriteError> {
    let Some(mut column) = group.next_column().map_err(fault)? else {
        return Err(io::Error::other("fewer columns than values").into());
    };
    let defined: Vec<i16> = values
        .iter()
        .map(|value| i16::from(value.is_some()))
        .collect();
    let present: Vec<T::T> = values.drain(..).flatten().collect();
    let typed = column.typed::<T>();
    typed
        .write_batch(&present, Some(&defined), None)
        .map_err(fault)?;
    column.close().map_err(fault)
}

fn fault(error: ParquetError) -> WriteError {
    io::Error::other(error).into()
}
