/// The conductor's side of the processes: their keys and certificates, the broker's configuration,
/// starting everything, talking to the roles, and ending everything.
///
/// Whatever happens, no process outlives the conductor: roles and the broker's guard end when their
/// standard input does.
@NullMarked
package io.legate.demo.stage;

import org.jspecify.annotations.NullMarked;
