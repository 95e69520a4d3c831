/// What things cost, each figure as a share of what the machine's own signature verification costs
/// in the same run.
@NullMarked
package io.legate.bench;

import org.jspecify.annotations.NullMarked;
