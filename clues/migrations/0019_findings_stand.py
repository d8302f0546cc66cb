"""Findings that were made before stand in the history; from now on in a table that nobody changes.

Facts as they were then are not kept. What was found since the clue was last opened or raised again
is of the facts that it has; what was found before is of a round of its own.
"""

from django.db import migrations


CARRY_OVER = """
WITH line AS (
    SELECT id, clue_id, act, by_id, at, changes->'explanation'->>1 AS finding,
        count(*) FILTER (WHERE act IN ('raised-again', 'reopen'))
            OVER (PARTITION BY clue_id ORDER BY id) AS round,
        count(*) FILTER (WHERE act IN ('raised-again', 'reopen'))
            OVER (PARTITION BY clue_id) AS rounds
    FROM clues_historyline
)
INSERT INTO clues_finding (clue_id, source, facts_digest, finding, act, by_id, at)
SELECT line.clue_id, c.source,
    CASE WHEN line.round = line.rounds THEN c.facts_digest ELSE 'round ' || line.round END,
    line.finding, line.act, line.by_id, line.at
FROM line JOIN clues_clue AS c ON c.id = line.clue_id
WHERE line.act IN ('answer-check', 'explain', 'close') AND line.finding IN (
    'registry-wrong', 'filing-error', 'allowed', 'mended', 'true'
)
ORDER BY line.id
"""
STAND = """
CREATE TRIGGER finding_append_only BEFORE UPDATE OR DELETE ON clues_finding
    FOR EACH ROW EXECUTE FUNCTION auditing_refuse();
CREATE TRIGGER finding_keep BEFORE TRUNCATE ON clues_finding
    FOR EACH STATEMENT EXECUTE FUNCTION auditing_refuse();
"""
FREE = """
DROP TRIGGER finding_append_only ON clues_finding;
DROP TRIGGER finding_keep ON clues_finding;
"""


class Migration(migrations.Migration):
    dependencies = [("clues", "0018_findings"), ("auditing", "0002_append_only")]
    operations = [
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.RunSQL(STAND, FREE),
    ]
