/// Proofs of possession (RFC 9449): making them, and the twelve checks of section 4.3.
///
/// Left to the caller: recording the proof as spent ([DpopProof#replayKey], after every other
/// check, in the ledger), and whether the proof's key is one that may do what is asked.
@NullMarked
package io.legate.dpop;

import org.jspecify.annotations.NullMarked;
