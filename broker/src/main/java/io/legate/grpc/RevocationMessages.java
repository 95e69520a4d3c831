package io.legate.grpc;

import com.google.protobuf.ByteString;
import io.legate.feed.Cursor;
import io.legate.feed.Subscription.Heard;
import io.legate.feed.Told;
import io.legate.ledger.LogSizes;
import io.legate.refusal.RefusedException;
import io.legate.v1.Matter;
import io.legate.v1.Revocation;
import io.legate.v1.Standing;
import io.legate.v1.WatchRevocationsRequest;
import io.legate.v1.WatchRevocationsResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `WatchRevocations` carries.
final class RevocationMessages {

  /// The most ids of one message: about 40 KB.
  static final int IDS_MAX = 1_000;

  private RevocationMessages() {}

  /// Returns where the caller left off, null for everything still in force.
  ///
  /// @throws RefusedException with `invalid_request` if it is no cursor of ours
  static @Nullable LogSizes from(WatchRevocationsRequest request) throws RefusedException {
    if (request.getCursor().isEmpty()) {
      return null;
    }
    LogSizes from = Cursor.parse(request.getCursor().toByteArray());
    if (from == null) {
      throw IncomingMessages.malformed("`cursor` is none that this broker gave out");
    }
    return from;
  }

  /// What may stand together in one revocation.
  private record Group(
      Told.Matter matter, Told.Standing standing, @Nullable Instant cutoff, Instant forgetAt) {}

  /// Returns the messages that tell it; only with the last has all of it been told.
  ///
  /// @param before where the caller can go on as long as it has not taken all of them
  static List<WatchRevocationsResponse> messages(Heard heard, @Nullable LogSizes before) {
    var groups = new LinkedHashMap<Group, List<String>>();
    for (Told told : heard.told()) {
      var group = new Group(told.matter(), told.standing(), told.cutoff(), told.forgetAt());
      groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(told.id());
    }
    var messages = new ArrayList<WatchRevocationsResponse>();
    var message = WatchRevocationsResponse.newBuilder().setAnew(heard.anew());
    int room = IDS_MAX;
    for (var group : groups.entrySet()) {
      List<String> ids = group.getValue();
      for (int from = 0; from < ids.size(); ) {
        int to = Math.min(ids.size(), from + room);
        message.addRevocations(revocation(group.getKey(), ids.subList(from, to)));
        room -= to - from;
        from = to;
        if (room == 0) {
          messages.add(message.setCursor(cursor(before)).build());
          message = WatchRevocationsResponse.newBuilder();
          room = IDS_MAX;
        }
      }
    }
    message.setCursor(cursor(heard.position()));
    if (heard.asOf() != null) {
      message.setAsOf(Times.timestamp(heard.asOf()));
    }
    messages.add(message.build());
    return messages;
  }

  private static ByteString cursor(@Nullable LogSizes position) {
    return position == null ? ByteString.EMPTY : ByteString.copyFrom(Cursor.bytes(position));
  }

  private static Revocation revocation(Group group, List<String> ids) {
    var revocation =
        Revocation.newBuilder()
            .setMatter(matter(group.matter))
            .setStanding(standing(group.standing))
            .addAllIds(ids)
            .setForgetAt(Times.timestamp(group.forgetAt));
    if (group.cutoff != null) {
      revocation.setCutoff(Times.timestamp(group.cutoff));
    }
    return revocation.build();
  }

  private static Matter matter(Told.Matter matter) {
    return switch (matter) {
      case TASK -> Matter.MATTER_TASK;
      case HOP -> Matter.MATTER_HOP;
      case HOLDER_KEY -> Matter.MATTER_HOLDER_KEY;
      case CLIENT -> Matter.MATTER_CLIENT;
      case SIGNING_KEY -> Matter.MATTER_SIGNING_KEY;
    };
  }

  private static Standing standing(Told.Standing standing) {
    return switch (standing) {
      case ENDED -> Standing.STANDING_ENDED;
      case HELD -> Standing.STANDING_HELD;
      case RELEASED -> Standing.STANDING_RELEASED;
    };
  }
}
