/// What is done to a running cluster, one class for each kind of harm: how it is done, how it is
/// undone, and what is measured meanwhile. What must hold is `check`'s to say.
@NullMarked
package io.legate.chaos.fault;

import org.jspecify.annotations.NullMarked;
