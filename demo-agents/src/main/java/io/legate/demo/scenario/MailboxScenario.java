package io.legate.demo.scenario;

import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Mailbox;
import io.legate.demo.catalogue.Mailbox.Message;
import io.legate.demo.catalogue.Party;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Somebody's support mail, read by an agent.
final class MailboxScenario {

  private static final String UNREAD = "deny, argument_refused /arguments/unread";
  private static final String SUBJECT = "deny, argument_refused /arguments/subject";

  private final Play play;

  MailboxScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    Job job =
        Job.open(play, "Sort what is new about tickets", "triage_support_mail", Json.Obj.EMPTY);
    List<Message> inbox = list(job, "alice", "inbox");
    job.expect("S37 what is new of one's own is read", read(inbox, "m-01"), "allow");
    job.expect("S39 and then it is not new any more", reread(inbox, "m-01"), UNREAD);
    job.expect("S39 what was read before is not", read(inbox, "m-04"), UNREAD);
    job.expect(
        "S39 whatever the agent says of it",
        claimed(find(inbox, "m-04")),
        "unauthenticated, invalid_dpop_proof");
    job.expect(
        "S39 nothing with an attachment is",
        read(inbox, "m-05"),
        "deny, argument_refused /arguments/attachments");
    job.expect("S40 nothing older than a week is", read(inbox, "m-06"), "deny, condition_not_met");
    job.expect("S42 nothing about something else is", read(inbox, "m-07"), SUBJECT);
    job.expect("S42 one word of two is not enough", read(inbox, "m-08"), SUBJECT);
    job.expect(
        "S41 a folder that is left out is not listed",
        Mailbox.list("alice", "personal"),
        "deny, argument_refused /arguments/folder");
    Message personal =
        new Message("m-09", "alice", "personal", true, 0, "", "Support ticket for the school play");
    job.expect(
        "S41 nor is what lies in it read",
        read(List.of(known(personal)), "m-09"),
        "deny, argument_refused /arguments/folder");
    job.expect(
        "S37 nor is anybody else's mail",
        Mailbox.list("bob", "inbox"),
        "deny, resource_not_held /resource");
    batch(job);
  }

  /// Every message of a batch is decided by itself, until the hour's ten are spent.
  private void batch(Job job) throws StageException, BadMessageException, SQLException {
    List<Message> queue = list(job, "alice", "queue");
    play.step(
        "S38 a list has at most 20",
        "20 of 24 in the folder",
        queue.size() + " of 24 in the folder",
        queue.size() == 20);
    var messages = new ArrayList<>(queue.subList(0, 12));
    messages.add(known(new Message("m-04", "alice", "inbox", false, 0, "", "")));
    List<Job.Tried> tried =
        job.tryAll(
            messages.stream().map(Mailbox::read).toList(),
            messages.stream().map(Message::id).toList());
    long read = tried.stream().filter(each -> each.answer().equals("allow")).count();
    long limited =
        tried.stream().filter(each -> each.answer().equals("rate_limited, limit_spent")).count();
    long denied = tried.stream().filter(each -> each.answer().startsWith("deny, ")).count();
    play.step(
        "S68 thirteen messages in one request are decided one by one",
        "13 decided: 9 allow, 3 rate_limited, 1 deny",
        "%s decided: %s allow, %s rate_limited, %s deny"
            .formatted(tried.size(), read, limited, denied),
        tried.size() == 13 && read == 9 && limited == 3 && denied == 1);
    Fields body = tried.isEmpty() ? new Fields(Json.Obj.EMPTY) : tried.getFirst().body();
    long shown = 0;
    for (Fields each :
        body.object().get("results") == null ? List.<Fields>of() : body.list("results")) {
      shown += each.object().get("eml") == null ? 0 : 1;
    }
    play.step("S38 ten an hour are shown and no more", "1 + 9", "1 + " + shown, shown == 9);
  }

  private List<Message> list(Job job, String user, String folder)
      throws StageException, BadMessageException, SQLException {
    Job.Tried tried = job.tryTo(Mailbox.list(user, folder));
    if (!tried.answer().equals("allow")) {
      throw new StageException("the folder `" + folder + "` was not listed: " + tried.answer());
    }
    var messages = new ArrayList<Message>();
    for (Fields each : tried.body().list("messages")) {
      messages.add(
          new Message(
              each.string("id"),
              each.string("user"),
              each.string("folder"),
              each.object().get("unread") instanceof Json.Bool(var truth) && truth,
              each.integer("attachments"),
              each.string("received"),
              each.string("subject")));
    }
    return messages;
  }

  private static Message find(List<Message> messages, String id) throws StageException {
    return messages.stream()
        .filter(message -> message.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new StageException("there is no message " + id));
  }

  private static Call read(List<Message> messages, String id) throws StageException {
    return Mailbox.read(find(messages, id));
  }

  private static Call reread(List<Message> messages, String id) throws StageException {
    return Mailbox.read(with(find(messages, id), false));
  }

  /// What an agent would have to say to get at a message that was read before.
  private static Call claimed(Message message) {
    return Mailbox.read(with(message, true));
  }

  private static Message with(Message message, boolean unread) {
    return new Message(
        message.id(),
        message.user(),
        message.folder(),
        unread,
        message.attachments(),
        message.received(),
        message.subject());
  }

  /// What the mailbox has of a message that no list showed, so that the agent says the same.
  private Message known(Message message) throws SQLException {
    return new Message(
        message.id(),
        message.user(),
        message.folder(),
        message.unread(),
        message.attachments(),
        play.text(Party.MAILBOX, "SELECT received FROM message WHERE id = ?", message.id()),
        play.text(Party.MAILBOX, "SELECT subject FROM message WHERE id = ?", message.id()));
  }
}
