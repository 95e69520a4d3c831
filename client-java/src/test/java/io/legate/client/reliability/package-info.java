/// What holds when the broker is killed: clients put load on a real process, which dies at random
/// instants and is started again on what it left behind, and what they were told is compared with
/// the ledger.
@NullMarked
package io.legate.client.reliability;

import org.jspecify.annotations.NullMarked;
