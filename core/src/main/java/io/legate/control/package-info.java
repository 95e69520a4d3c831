/// What removes and restores authority for everyone at once: the fold of the control stream.
///
/// Every decision is made under one version of this state and carries its number into the ledger,
/// which refuses the decision if the number has moved on.
@NullMarked
package io.legate.control;

import org.jspecify.annotations.NullMarked;
