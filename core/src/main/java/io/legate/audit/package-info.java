/// The record as those see it who do not trust us: what each node's log is called, its checkpoints,
/// hash tiles and receipts ([TransparencyLog], [Receipts]), and the examination of a whole log that
/// was kept elsewhere ([LogExamination]).
///
/// A node signs its own log only, and only heads that are committed; of other nodes' logs it hands
/// out what they have signed. Which keys a reader trusts is left to the reader. What is recorded is
/// left to whoever records it.
@NullMarked
package io.legate.audit;

import org.jspecify.annotations.NullMarked;
