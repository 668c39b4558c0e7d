//! What the database has room for before its file grows.

use super::Store;
use super::kept::NotKept;

impl Store {
    /// How many bytes of the database's file hold nothing any more: the file keeps its size when posts are erased,
    /// and what comes next is written there first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn free(&self) -> Result<u64, NotKept> {
        let sql = "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size";
        let bytes: i64 = self.reader().query_row(sql, [], |row| row.get(0))?;
        Ok(bytes.unsigned_abs())
    }
}
