package db

import (
	"database/sql"
	"time"
)

// Null returns the value of a column that is NULL for "".
func Null(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }

// Instant returns the instant of a column of microseconds; 0 is none.
func Instant(micro int64) time.Time {
	if micro == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micro).UTC()
}
