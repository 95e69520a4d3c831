/// `./legate chaos`: what three brokers and a database do while they are harmed, held against what
/// must hold. The command line, and the process that makes the network and removes it.
@NullMarked
package io.legate.chaos;

import org.jspecify.annotations.NullMarked;
