/// Who is there: this broker as one member of a Hazelcast cluster.
///
/// Hazelcast makes the cluster fast. The ledger makes it true, so whatever is here may be empty,
/// late, split in two, or written by somebody who is no broker:
///
/// | What | May be lost or wrong | Why that is harmless |
/// |---|---|---|
/// | the list of members | a member is missing, or stays in it after it died | a call is carried out where it came in; the ledger refuses whatever was decided on an old state |
/// | who holds which partition, hence who owns a task | brokers differ, two or none own a task | two that decide about one task meet in the ledger, where one of them loses and decides again |
/// | a member's attributes: its number and where it listens | somebody writes another's | whoever is reached there must show that node's certificate; else calls stay here |
/// | being a member at all | the others cannot be joined; another member ends this one; a merge fails | calls are carried out where they come in, and it is tried again for as long as the broker runs |
/// | the topic `control-moved` | a hint does not come, comes late, or was made up | control is read from the ledger before a decision counts, and looked at regularly; a hint too many is a look too many |
///
/// No secret, token, limit or revocation is in it, and no request waits for it. Its port speaks no
/// TLS and knows no passwords, so it belongs into a network of the brokers' own; who else reaches
/// it can make the cluster slow, and can fill the memory of its brokers: what a member sends is
/// held before anybody looks at it. A broker that dies of that loses nothing, but answers nothing
/// either.
@NullMarked
package io.legate.cluster;

import org.jspecify.annotations.NullMarked;
