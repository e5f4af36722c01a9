"""Feeds made for tests: RSS 2.0 out of a few words."""
import datetime
import html

RULES = """\
pack: test
version: 1
terms:
  buoy: {any: [buoy*]}
  remove: {any: [remov*]}
rules:
  - id: buoys-removed
    title: Border buoys removed
    category: border-marker
    severity: high
    when: sentence(buoy and remove)
    incident: {by: [category], window: 1h}
    examples:
      - alert: Guards removed buoys
      - quiet: Guards counted buoys
"""
BASE = datetime.datetime(2024, 5, 23, 6, 0, tzinfo=datetime.timezone.utc)


def when(hours=0):
    """RFC 822 date, hours after a fixed moment."""
    return (BASE + datetime.timedelta(hours=hours)).strftime("%a, %d %b %Y %H:%M:%S +0000")


def now(hours=0):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
    return moment.strftime("%a, %d %b %Y %H:%M:%S +0000")


def item(guid, title, published=None, summary="", link=None):
    date = f"<pubDate>{published}</pubDate>" if published else ""
    link = link or f"https://news.example/{guid}"
    return (f"<item><guid isPermaLink='false'>{html.escape(guid)}</guid>"
            f"<title>{html.escape(title)}</title><link>{html.escape(link)}</link>"
            f"<description>{html.escape(summary)}</description>{date}</item>")


def rss(*items, lang="en", title="Test news"):
    return (f"<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel>"
            f"<title>{title}</title><link>https://news.example/</link>"
            f"<language>{lang}</language>{''.join(items)}</channel></rss>")


def alarming(number, hours):
    """An item of an incident of its own: the rule's window is one hour."""
    return item(f"alarm-{number}", f"Report {number}: border guards saw buoys removed",
                when(hours), f"Number {number} of the series.")
