package io.legate.boundary;

import static io.legate.boundary.Given.AT_NOON;
import static io.legate.boundary.Given.constraint;
import static io.legate.boundary.Given.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/// One test for each rule of each constraint type.
class ConstraintTest {

  private static void admits(Constraint constraint, String... values) {
    for (String value : values) {
      assertThat(constraint.check(json(value), AT_NOON)).as(value).isEmpty();
    }
  }

  private static void refuses(Constraint constraint, String... values) {
    for (String value : values) {
      assertThat(constraint.check(json(value), AT_NOON)).as(value).isNotEmpty();
    }
  }

  private static void within(Constraint wide, Constraint narrow) {
    assertThat(wide.subsumes(narrow)).as("%s within %s", narrow, wide).isTrue();
  }

  private static void notWithin(Constraint wide, Constraint narrow) {
    assertThat(wide.subsumes(narrow)).as("%s within %s", narrow, wide).isFalse();
  }

  @Test
  void exactComparesTypeAndText() {
    var one = constraint("exact", "'value':1");
    admits(one, "1");
    refuses(one, "'1'", "1.0", "1e0", "true", "null", "[1]");
    admits(constraint("exact", "'value':null"), "null");
  }

  @Test
  void rangeHoldsItsBoundsUnlessTheyAreExclusive() {
    admits(constraint("range", "'min':0,'max':10"), "0", "10", "9.99");
    refuses(constraint("range", "'min':0,'max':10"), "-1", "11", "10.000000001", "'5'", "5.0");
    refuses(constraint("range", "'min':0,'max':10,'max_inclusive':false"), "10");
    refuses(constraint("range", "'min':0,'max':10,'min_inclusive':false"), "0");
    admits(constraint("range", ""), "-99", "99");
  }

  @Test
  void rangeIsNarrowerWithTighterBounds() {
    var wide = constraint("range", "'min':0,'max':10,'max_inclusive':false");
    within(wide, constraint("range", "'min':0,'max':9"));
    within(
        wide, constraint("range", "'min':0,'min_inclusive':false,'max':10,'max_inclusive':false"));
    notWithin(wide, constraint("range", "'min':0,'max':10"));
    notWithin(wide, constraint("range", "'min':0"));
    notWithin(wide, constraint("range", "'max':9"));
    within(wide, constraint("exact", "'value':9"));
    notWithin(wide, constraint("exact", "'value':10"));
    notWithin(wide, constraint("one_of", "'values':[1]"));
  }

  @Test
  void oneOfIsNarrowerWithFewerValues() {
    var wide = constraint("one_of", "'values':['a','b']");
    admits(wide, "'a'");
    refuses(wide, "'A'", "['a']");
    within(wide, constraint("one_of", "'values':['b']"));
    within(wide, constraint("exact", "'value':'b'"));
    notWithin(wide, constraint("one_of", "'values':['b','c']"));
    notWithin(wide, constraint("not_one_of", "'excluded':['c']"));
  }

  @Test
  void notOneOfIsNarrowerWithMoreExcluded() {
    var wide = constraint("not_one_of", "'excluded':['a']");
    refuses(wide, "'a'");
    admits(wide, "'b'", "1");
    within(wide, constraint("not_one_of", "'excluded':['b','a']"));
    notWithin(wide, constraint("not_one_of", "'excluded':['b']"));
    notWithin(wide, constraint("exact", "'value':'b'"));
  }

  @Test
  void containsIsNarrowerWithMoreRequired() {
    var wide = constraint("contains", "'required':['a']");
    admits(wide, "['b','a']");
    refuses(wide, "[]", "['b']", "'a'");
    within(wide, constraint("contains", "'required':['b','a']"));
    notWithin(wide, constraint("contains", "'required':['b']"));
  }

  @Test
  void subsetIsNarrowerWithFewerAllowed() {
    var wide = constraint("subset", "'allowed':['a','b']");
    admits(wide, "[]", "['a','a']", "['b','a']");
    refuses(wide, "['a','c']", "'a'", "[['a']]");
    within(wide, constraint("subset", "'allowed':['a']"));
    notWithin(wide, constraint("subset", "'allowed':['a','c']"));
  }

  @Test
  void wildcardIsWithinWildcardOnly() {
    within(constraint("wildcard", ""), constraint("wildcard", ""));
    within(constraint("wildcard", ""), constraint("not_one_of", "'excluded':[1]"));
    notWithin(constraint("not_one_of", "'excluded':[1]"), constraint("wildcard", ""));
  }

  @Test
  void everyClauseOfAllNeedsOneOfItsOwn() {
    String small = "{'constraint_type':'range','max':5}";
    String large = "{'constraint_type':'range','max':10}";
    var both = constraint("all", "'constraints':[" + large + "," + small + "]");
    refuses(both, "6");
    admits(both, "5");
    // The first clause may take only what the second leaves: a greedy match would fail here.
    within(both, constraint("all", "'constraints':[" + small + "," + large + "]"));
    within(both, constraint("all", "'constraints':[" + small + "," + small + "]"));
    notWithin(both, constraint("all", "'constraints':[" + small + "]"));
    notWithin(both, constraint("range", "'max':5"));
  }

  @Test
  void everyClauseOfAnyLiesInOne() {
    var pdf = "{'constraint_type':'exact','value':'pdf'}";
    var wide =
        constraint("any", "'constraints':[{'constraint_type':'one_of','values':['pdf','csv']}]");
    within(wide, constraint("any", "'constraints':[" + pdf + "]"));
    notWithin(
        wide,
        constraint(
            "any", "'constraints':[" + pdf + ",{'constraint_type':'exact','value':'docx'}]"));
    refuses(wide, "'docx'");
  }

  @Test
  void decimalIsExactInStringsAndNumbers() {
    var limit = constraint("decimal", "'min':'0.01','max':'500.00'");
    admits(limit, "'500.00'", "'500'", "500", "'0.01'", "0.01", "'499.999999999999999999'");
    refuses(limit, "'500.000000000000000001'", "'0'", "0", "'-1'", "true", "'five'");
    refuses(limit, "'+5'", "'05'", "'5.'", "'.5'", "'5e1'", "' 5'", "5.0", "50e0", "'٥'");
    within(limit, constraint("decimal", "'min':'0.010','max':'500'"));
    notWithin(limit, constraint("decimal", "'max':'500'"));
    notWithin(limit, constraint("decimal", "'min':'1','max':'500.000000000000000001'"));
    within(limit, constraint("one_of", "'values':['5.00',5]"));
    notWithin(limit, constraint("range", "'min':1,'max':2"));
  }

  @Test
  void pathIsComparedBySegments() {
    var tree = constraint("path", "'root':'/srv/in'");
    admits(tree, "'/srv/in'", "'/srv/in/a.xml'", "'/srv/in/a%20b'");
    refuses(
        tree,
        "'/srv/inbox'",
        "'srv/in/a'",
        "'/srv/in/'",
        "'/srv/in//a'",
        "'/srv/in/../out'",
        "'/srv/in/./a'",
        "'/srv/in/..;x/a'",
        "'/srv/in/.. /a'",
        "'/srv/in/%2e%2e/a'",
        "'/srv/in/a%2Fb'",
        "'/srv/in/%252e'",
        "'/srv/in/a%C0%AFb'",
        "'/srv/in/a\\\\b'",
        "'/srv/in/a\\u0000.xml'",
        "'/srv/in/cafe\\u0301'");
    within(tree, constraint("path", "'root':'/srv/in/a'"));
    notWithin(tree, constraint("path", "'root':'/srv/inbox'"));
    within(constraint("path", "'root':'/'"), tree);
  }

  @Test
  void urlAdmitsItsSchemesHostsPortsAndPath() {
    var docs =
        constraint("url", "'schemes':['https'],'hosts':['a.example','*.b.example'],'path':'/docs'");
    admits(
        docs,
        "'https://a.example/docs'",
        "'https://a.example/docs/'",
        "'https://x.b.example/docs/1?q=%2F..'");
    refuses(
        docs,
        "'http://a.example/docs'",
        "'HTTPS://a.example/docs'",
        "'https://A.example/docs'",
        "'https://a.example./docs'",
        "'https://b.example/docs'",
        "'https://xb.example/docs'",
        "'https://a.example:8443/docs'",
        "'https://a.example:443/docs'",
        "'https://u@a.example/docs'",
        "'https://a.example@evil.example/docs'",
        "'https://evil.example#@a.example/docs'",
        "'https://evil.example\\\\@a.example/docs'",
        "'https://a.example/docs/../admin'",
        "'https://a.example/docs%2F..%2Fadmin'",
        "'https://a.example/docsecret'",
        "'https://a.example/docs#x'",
        "'https:/a.example/docs'",
        "'https://a.example/docs '",
        "'https://a.ex\\tample/docs'");
  }

  @Test
  void urlRefusesPrivateAddressesInEverySpelling() {
    var open = constraint("url", "'schemes':['http']");
    admits(open, "'http://example.com/'", "'http://93.184.216.34'", "'http://[2606:4700::1]/a'");
    refuses(
        open,
        "'http://127.0.0.1/'",
        "'http://127.1/'",
        "'http://2130706433/'",
        "'http://0x7f000001/'",
        "'http://0177.0.0.1/'",
        "'http://127.0.0.1./'",
        "'http://0/'",
        "'http://10.1.2.3/'",
        "'http://172.16.0.1/'",
        "'http://192.168.1.1/'",
        "'http://169.254.169.254/latest/meta-data'",
        "'http://100.64.0.1/'",
        "'http://[::1]/'",
        "'http://[::]/'",
        "'http://[0:0:0:0:0:0:0:1]/'",
        "'http://[::ffff:127.0.0.1]/'",
        "'http://[::ffff:7f00:1]/'",
        "'http://[fe80::1]/'",
        "'http://[fe80::1%25eth0]/'",
        "'http://[fd00::1]/'",
        "'http://[2002:7f00:1::]/'",
        "'http://[64:ff9b::7f00:1]/'",
        "'http://localhost/'",
        "'http://a.localhost/'",
        "'http://db.internal/'",
        "'http://intranet/'",
        "'http://①②⑦.⓪.⓪.①/'",
        "'http://1.2.3.4.5/'");
    admits(constraint("url", "'schemes':['http'],'hosts':['10.1.2.3']"), "'http://10.1.2.3/'");
  }

  @Test
  void urlWithNamedHostsIsWithinAnyPublicHostOnlyIfTheyArePublic() {
    var open = constraint("url", "'schemes':['https','http']");
    within(open, constraint("url", "'schemes':['https'],'hosts':['*.example.com']"));
    notWithin(open, constraint("url", "'schemes':['https'],'hosts':['localhost']"));
    notWithin(open, constraint("url", "'schemes':['https'],'hosts':['[::1]']"));
    notWithin(open, constraint("url", "'schemes':['https'],'ports':[8443]"));
    within(open, constraint("url", "'schemes':['https'],'ports':[443]"));
    notWithin(open, constraint("url", "'schemes':['https','http'],'ports':[443]"));
    notWithin(constraint("url", "'schemes':['https'],'hosts':['a.example']"), open);
  }

  @Test
  void domainNeverImpliesItsSubdomainsNorTheyIt() {
    var one = constraint("domain", "'domains':['a.example']");
    var below = constraint("domain", "'domains':['*.a.example']");
    admits(one, "'a.example'", "'sue@a.example'", "['sue@a.example','bob.x+y@a.example']");
    refuses(
        one, "'x.a.example'", "'xa.example'", "'a.example.evil'", "'A.example'", "'a.example.'");
    admits(below, "'x.a.example'", "'y.x.a.example'");
    refuses(below, "'a.example'", "'.a.example'");
    notWithin(one, below);
    notWithin(below, one);
    within(below, constraint("domain", "'domains':['*.x.a.example','x.a.example']"));
  }

  @Test
  void mailAddressesHaveNothingAroundThem() {
    refuses(
        constraint("domain", "'domains':['a.example']"),
        "'Sue <sue@a.example>'",
        "'sue@evil.example@a.example'",
        "'\\\"x@evil.example\\\"@a.example'",
        "'sue@evil.example,bob@a.example'",
        "'sue@evil.example\\r\\nBcc: x@a.example'",
        "'@a.example'",
        "'.sue@a.example'",
        "'sue(x)@a.example'",
        "'sue@[127.0.0.1]'",
        "['sue@a.example','sue@evil.example']",
        "['sue@a.example',1]");
  }

  @Test
  void cidrReadsCanonicalAddressesOnly() {
    var block = constraint("cidr", "'blocks':['10.0.0.0/8','2001:db8::/32']");
    admits(block, "'10.255.0.1'", "'2001:db8::1'");
    refuses(
        block,
        "'11.0.0.1'",
        "'10.0.0.01'",
        "'10.1'",
        "'10.0.0.256'",
        "'10.0.0.1/32'",
        "'2001:DB8::1'",
        "'2001:db8:0::1'",
        "'2001:db8:0:0:0:0:0:1'",
        "'::ffff:10.0.0.1'",
        "'::ffff:a00:1'");
    within(block, constraint("cidr", "'blocks':['10.1.0.0/16']"));
    notWithin(block, constraint("cidr", "'blocks':['0.0.0.0/0']"));
    notWithin(block, constraint("cidr", "'blocks':['8.0.0.0/7']"));
  }

  @Test
  void timeWindowFollowsTheClockOnTheWall() {
    var hours =
        constraint(
            "time_window",
            "'days':['mon','sun'],'from':'02:00','to':'03:00','zone':'Europe/Berlin'");
    // Sunday 25 October 2026: 02:30 comes twice. Sunday 29 March 2026: it does not come at all.
    at(hours, "2026-10-25T00:30:00Z", true);
    at(hours, "2026-10-25T01:30:00Z", true);
    at(hours, "2026-10-25T02:00:00Z", false);
    at(hours, "2026-03-29T00:59:59Z", false);
    at(hours, "2026-03-29T01:00:00Z", false);
    // The start is within, the end is not.
    at(hours, "2026-06-15T00:00:00Z", true);
    at(hours, "2026-06-15T00:59:59.999Z", true);
    at(hours, "2026-06-15T01:00:00Z", false);
  }

  @Test
  void timeWindowPastMidnightBelongsToTheDayItStartsOn() {
    var night =
        constraint("time_window", "'days':['fri'],'from':'22:00','to':'02:00','zone':'UTC'");
    at(night, "2026-06-19T22:00:00Z", true);
    at(night, "2026-06-20T01:59:00Z", true);
    at(night, "2026-06-20T02:00:00Z", false);
    at(night, "2026-06-19T01:00:00Z", false);
    within(
        night,
        constraint("time_window", "'days':['sat'],'from':'00:00','to':'01:00','zone':'UTC'"));
    var sunday =
        constraint("time_window", "'days':['sun'],'from':'22:00','to':'02:00','zone':'UTC'");
    within(
        sunday,
        constraint("time_window", "'days':['mon'],'from':'00:00','to':'02:00','zone':'UTC'"));
    notWithin(
        night,
        constraint("time_window", "'days':['fri'],'from':'22:00','to':'02:01','zone':'UTC'"));
    notWithin(
        night,
        constraint("time_window", "'days':['fri'],'from':'22:00','to':'02:00','zone':'Etc/UTC'"));
    within(
        constraint(
            "time_window",
            "'days':['mon','tue','wed','thu','fri','sat','sun'],'from':'00:00','to':'24:00','zone':'UTC'"),
        night);
  }

  private static void at(Constraint window, String instant, boolean admitted) {
    assertThat(window.admits(json("1"), Occasion.at(Instant.parse(instant))))
        .as(instant)
        .isEqualTo(admitted);
  }

  @Test
  void patternMatchesTheWholeValue() {
    var pattern = constraint("pattern", "'pattern':'inv-[0-9]+|x'");
    admits(pattern, "'inv-12'", "'x'");
    refuses(pattern, "'inv-12\\n'", "' inv-12'", "'xx'", "'inv-'", "12");
    within(pattern, constraint("pattern", "'pattern':'inv-[0-9]+|x'"));
    notWithin(pattern, constraint("pattern", "'pattern':'x'"));
    within(pattern, constraint("exact", "'value':'inv-7'"));
    notWithin(pattern, constraint("exact", "'value':'inv-'"));
  }

  @Test
  void maxItemsAndMaxLengthCountItemsAndCodePoints() {
    admits(constraint("max_items", "'max':1"), "[]", "[1]");
    refuses(constraint("max_items", "'max':1"), "[1,2]", "'ab'", "{}");
    admits(constraint("max_length", "'max':1"), "''", "'\uD83D\uDE00'");
    refuses(constraint("max_length", "'max':1"), "'ab'", "[]", "1");
    within(constraint("max_length", "'max':2"), constraint("max_length", "'max':1"));
    notWithin(constraint("max_length", "'max':1"), constraint("max_length", "'max':2"));
    notWithin(constraint("max_items", "'max':2"), constraint("max_length", "'max':1"));
  }

  @Test
  void keywordsAreWholeWordsInAnyCase() {
    var words = constraint("keywords", "'required':['invoice'],'forbidden':['urgent']");
    admits(words, "'The INVOICE, please'", "'invoice urgently'");
    refuses(words, "'invoices'", "'invoice: Urgent!'", "'invoice ur\\u200Bgent'", "'hello'", "1");
    within(words, constraint("keywords", "'required':['invoice','a'],'forbidden':['urgent']"));
    notWithin(words, constraint("keywords", "'required':['invoice']"));
  }
}
