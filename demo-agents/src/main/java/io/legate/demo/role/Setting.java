package io.legate.demo.role;

import io.legate.client.agent.ResourceServerAddress;
import io.legate.client.broker.BrokerAddress;
import io.legate.demo.catalogue.Party;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// Where everybody is, which is known only once everybody has started.
record Setting(BrokerAddress broker, Map<Party, URI> addresses, DataFolder folder) {

  /// Reads what the conductor says first: `broker`, and for each party that takes part its base
  /// address.
  static Setting of(Fields fields, DataFolder folder) throws BadMessageException {
    var addresses = new EnumMap<Party, URI>(Party.class);
    for (Party party : Party.values()) {
      String address = fields.string(party.word(), "");
      if (!address.isEmpty()) {
        addresses.put(party, URI.create(address));
      }
    }
    return new Setting(
        new BrokerAddress(URI.create(fields.string("broker")), folder.ca()), addresses, folder);
  }

  URI address(Party party) {
    return Objects.requireNonNull(addresses.get(party), () -> party.word() + " takes no part");
  }

  ResourceServerAddress server(Party party) {
    return new ResourceServerAddress(party.audience(), address(party), folder.ca());
  }
}
