package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class OpenStreamsTest {

  @Test
  void aClientHasSoManyStreamsOfASortAndNoMore() throws Exception {
    try (var site = new Site()) {
      var streams = new OpenStreams(site.use.control());
      var erp = site.caller("rs:erp");
      var open = new ArrayList<Object>();
      for (int i = 0; i < OpenStreams.PER_CLIENT_MAX; i++) {
        var stream = new Object();
        assertThat(streams.add(stream, "watch", erp, _ -> {})).isTrue();
        open.add(stream);
      }
      assertThat(streams.add(new Object(), "watch", erp, _ -> {})).isFalse();
      assertThat(streams.add(new Object(), "export", erp, _ -> {})).isTrue();
      assertThat(streams.add(new Object(), "watch", site.caller("rs:crm"), _ -> {})).isTrue();
      streams.remove(open.getFirst());
      assertThat(streams.add(new Object(), "watch", erp, _ -> {})).isTrue();
    }
  }
}
