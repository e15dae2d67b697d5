"""Tables as CSV and XLSX, and many files as one archive: written as they are read, whatever their length."""

from portal.exports.archive import zip_chunks
from portal.exports.cells import Cell, Column, Kind, Table
from portal.exports.csv_file import csv_chunks
from portal.exports.xlsx_file import xlsx_chunks

__all__ = ["Cell", "Column", "Kind", "Table", "csv_chunks", "xlsx_chunks", "zip_chunks"]
