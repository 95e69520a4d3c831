/// Notes, checkpoints, tiles and receipts against others' examples, a naive tree and random harm.
@NullMarked
package io.legate.tlog;

import org.jspecify.annotations.NullMarked;
