/// The streams of the ledger as the use cases see them: how task and control events fold, and which
/// stream is whose.
@NullMarked
package io.legate.stream;

import org.jspecify.annotations.NullMarked;
