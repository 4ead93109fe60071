"""Agencies, their members and roles, and the audit trail.

Owns: `Agency`, `Member`, `AuditEntry`.
Promises: every other table of the product carries `agency_id`; `tenancy` fences a table so that a web
session sees one agency only, and `acting_for` sets that agency for one transaction.
"""
