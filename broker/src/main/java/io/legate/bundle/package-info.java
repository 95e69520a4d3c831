/// Policy bundles as files: YAML in a folder or in an operator's call, read with the place of
/// everything in it.
///
/// What a bundle means is `io.legate.policy`'s; what a problem is called in a file is known here.
@NullMarked
package io.legate.bundle;

import org.jspecify.annotations.NullMarked;
