/// Who takes part: clients and their kinds, and the identifiers of tasks, hops and requests.
@NullMarked
package io.legate.identity;

import org.jspecify.annotations.NullMarked;
