from __future__ import annotations

from collections.abc import Callable

import psycopg

from tests.shared_cluster import SharedCluster

_TABLES = """
CREATE TABLE parent (id int PRIMARY KEY, words text, kept jsonb);
CREATE TABLE child (id bigserial PRIMARY KEY, parent_id int REFERENCES parent, at timestamptz);
CREATE TABLE given (id int PRIMARY KEY, at timestamptz, amount numeric, words text[]);
INSERT INTO given VALUES (1, '2026-11-23 09:30+00', 1.50, '{a,"b c"}'), (2, NULL, NULL, NULL);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'append only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON child FOR EACH ROW EXECUTE FUNCTION refuse();
"""


def _rows(connection: psycopg.Connection, table: str) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608


def test_reset_brings_back_rows_and_sequences_past_triggers_and_references(
    shared_cluster: SharedCluster, new_database: Callable[[], str]
) -> None:
    url = new_database()
    name = url.split("/")[3].split("?")[0]
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(_TABLES)
        given = _rows(connection, "given")
        pristine = shared_cluster.watch(name)
        connection.execute("INSERT INTO parent VALUES (1, 'one', '{}'); INSERT INTO child (parent_id) VALUES (1)")
        connection.execute("DELETE FROM given WHERE id = 1; UPDATE given SET amount = 7")

        pristine.reset()

        assert _rows(connection, "parent") == _rows(connection, "child") == []
        assert _rows(connection, "given") == given
        assert connection.execute("SELECT nextval('child_id_seq')").fetchone() == (1,)
        pristine.close()


def test_reset_ends_a_transaction_that_a_test_left_open(
    shared_cluster: SharedCluster, new_database: Callable[[], str]
) -> None:
    url = new_database()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(_TABLES)
    pristine = shared_cluster.watch(url.split("/")[3].split("?")[0])
    left_open = psycopg.connect(url.replace("+psycopg", ""))
    left_open.execute("INSERT INTO parent VALUES (1)")

    pristine.reset()

    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        assert _rows(connection, "parent") == []
    left_open.close()
    pristine.close()
