/// What a transparency log shows to those who do not trust it, in the formats of C2SP: signed notes
/// (`c2sp.org/signed-note`), checkpoints (`tlog-checkpoint`), hash tiles (`tlog-tiles`) and
/// receipts (`tlog-proof`).
///
/// Everything here is a pure function on values. Reading is strict: what would be written otherwise
/// is refused, with [InvalidEvidenceException]. Signatures are checked by the JDK; making them is
/// left to whoever has a [NoteSigner], and so are storing hashes and deciding which keys to trust.
@NullMarked
package io.legate.tlog;

import org.jspecify.annotations.NullMarked;
