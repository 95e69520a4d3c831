/// What recorded decisions say of a policy: whether the records lead to them again, what another
/// bundle would have decided, and what of a bundle was never used.
///
/// Everything is read from the ledger alone and nothing is written. Whether the log is the one that
/// was signed is NOT checked here.
@NullMarked
package io.legate.review;

import org.jspecify.annotations.NullMarked;
