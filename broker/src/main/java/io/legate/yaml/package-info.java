/// YAML texts, read with the lines that their values stand on.
///
/// Of YAML only what JSON has. What a value must be is left to whoever reads the nodes.
@NullMarked
package io.legate.yaml;

import org.jspecify.annotations.NullMarked;
