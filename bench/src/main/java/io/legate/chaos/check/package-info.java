/// Holds what clients wrote down against what the database holds, and says which of the eight
/// invariants do not hold, and for what.
///
/// It shares no code with the brokers beyond reading JSON and hashing a tree: limits, revocations
/// and chains are counted anew from the events as SQL gives them, not through the brokers' fold.
@NullMarked
package io.legate.chaos.check;

import org.jspecify.annotations.NullMarked;
