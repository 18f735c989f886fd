"""Mails, mailboxes, and pages saved as one."""
