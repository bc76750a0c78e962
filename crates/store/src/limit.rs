//! Counting of attempts: charged before the check, in one statement, so that guesses that come
//! in parallel gain nothing.

use crate::{Result, Tx, params};

impl Tx<'_> {
    /// Counts one more use of `key` in the present window of `window` microseconds and returns
    /// the count including this one.
    pub fn charge(&mut self, key: &str, window: i64) -> Result<i64> {
        let window = window.max(1);
        let start = self.now().0.div_euclid(window) * window;
        let counted: Vec<(i64,)> = self.execute_returning(
            "insert into store_count (key, window_start, count, expires_at)
             values ($1, $2, 1, $3)
             on conflict (key, window_start) do update set count = store_count.count + 1
             returning count",
            params![key, start, start.saturating_add(window)],
        )?;
        Ok(counted.first().map_or(0, |row| row.0))
    }

    /// How often `key` was used in the present window.
    pub fn charged(&self, key: &str, window: i64) -> Result<i64> {
        let window = window.max(1);
        let start = self.now().0.div_euclid(window) * window;
        let row: Option<(i64,)> = self.query_opt(
            "select count from store_count where key = $1 and window_start = $2",
            params![key, start],
        )?;
        Ok(row.map_or(0, |row| row.0))
    }

    /// Forgets all uses of `key`: after a success, or when a person unlocks it.
    pub fn uncharge(&mut self, key: &str) -> Result<()> {
        self.execute("delete from store_count where key = $1", params![key]).map(|_| ())
    }
}
