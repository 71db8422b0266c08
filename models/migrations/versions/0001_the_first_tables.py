"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_action", "audit_entry", ["action"])
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_index("ix_audit_entry_entity_id", "audit_entry", ["entity_id"])

    op.create_table(
        "hall",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("opens", sa.String()),
        sa.Column("closes", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_hall"),
        sa.UniqueConstraint("code", name="uq_hall_code"),
    )

    op.create_table(
        "job_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_job_run"),
        sa.UniqueConstraint("job", "scheduled_at", name="uq_job_run_job_scheduled_at"),
    )

    op.create_table(
        "pack_adoption",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adopted_by", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pack_adoption"),
    )

    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid()),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_calendar_day_hall_id_hall"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_day"),
        sa.UniqueConstraint("hall_id", "day", name="uq_calendar_day_hall_id_day"),
    )
    op.create_index(
        "uq_calendar_day_of_all_halls",
        "calendar_day",
        ["day"],
        unique=True,
        sqlite_where=sa.text("hall_id IS NULL"),
        postgresql_where=sa.text("hall_id IS NULL"),
    )

    op.create_table(
        "camera",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("interval_s", sa.Float(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_camera_hall_id_hall"),
        sa.PrimaryKeyConstraint("id", name="pk_camera"),
        sa.UniqueConstraint("code", name="uq_camera_code"),
    )
    op.create_index("ix_camera_hall_id", "camera", ["hall_id"])

    op.create_table(
        "reader",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("alive_until", sa.DateTime(timezone=True)),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("network", sa.String()),
        sa.Column("timezone", sa.String()),
        sa.Column("last_seen_at", sa.DateTime(timezone=True)),
        sa.Column("clock_ahead_s", sa.Float()),
        sa.Column("options", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_reader_hall_id_hall"),
        sa.PrimaryKeyConstraint("id", name="pk_reader"),
        sa.UniqueConstraint("code", name="uq_reader_code"),
    )
    op.create_index("ix_reader_hall_id", "reader", ["hall_id"])

    op.create_table(
        "rotation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("cycle", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        sa.Column("follows_calendar", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_rotation_hall_id_hall"),
        sa.PrimaryKeyConstraint("id", name="pk_rotation"),
        sa.UniqueConstraint("hall_id", "code", name="uq_rotation_hall_id_code"),
    )

    op.create_table(
        "shift_template",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("segments", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("breaks", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_shift_template_hall_id_hall"),
        sa.PrimaryKeyConstraint("id", name="pk_shift_template"),
        sa.UniqueConstraint("hall_id", "code", name="uq_shift_template_hall_id_code"),
    )

    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_staff_hall_id_hall"),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("no", name="uq_staff_no"),
    )
    op.create_index("ix_staff_hall_id", "staff", ["hall_id"])

    op.create_table(
        "stale_day",
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_stale_day_hall_id_hall"),
        sa.PrimaryKeyConstraint("hall_id", "day", name="pk_stale_day"),
    )

    op.create_table(
        "window",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tag_number", sa.Integer(), nullable=False),
        sa.Column("seat_tag", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_window_hall_id_hall"),
        sa.PrimaryKeyConstraint("id", name="pk_window"),
        sa.UniqueConstraint("hall_id", "code", name="uq_window_hall_id_code"),
        sa.UniqueConstraint("hall_id", "tag_number", name="uq_window_hall_id_tag_number"),
    )

    op.create_table(
        "appraisal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("base", sa.Numeric(10, 3), nullable=False),
        sa.Column("deducted", sa.Numeric(10, 3), nullable=False),
        sa.Column("score", sa.Numeric(10, 3), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("lines", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("pack_version", sa.String(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_appraisal_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_appraisal"),
        sa.UniqueConstraint("month", "staff_id", name="uq_appraisal_month_staff_id"),
    )
    op.create_index("ix_appraisal_staff_id", "appraisal", ["staff_id"])

    op.create_table(
        "attendance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("came", sa.DateTime(timezone=True)),
        sa.Column("went", sa.DateTime(timezone=True)),
        sa.Column("late_min", sa.Integer(), nullable=False),
        sa.Column("early_min", sa.Integer(), nullable=False),
        sa.Column("why", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("pack_version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_attendance_hall_id_hall"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_attendance_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_attendance"),
    )
    op.create_index(
        "ix_attendance_due",
        "attendance",
        ["hall_id", "day", "shift_start"],
        sqlite_where=sa.text("status = 'due'"),
        postgresql_where=sa.text("status = 'due'"),
    )
    op.create_index("ix_attendance_hall_id_day", "attendance", ["hall_id", "day"])
    op.create_index("ix_attendance_staff_id_day", "attendance", ["staff_id", "day"])

    op.create_table(
        "attire_look",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("sign", sa.Boolean(), nullable=False),
        sa.Column("sleeve", sa.String(32), nullable=False),
        sa.Column("outerwear", sa.String(32), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name="fk_attire_look_camera_id_camera"),
        sa.ForeignKeyConstraint(["window_id"], ["window.id"], name="fk_attire_look_window_id_window"),
        sa.PrimaryKeyConstraint("id", name="pk_attire_look"),
        sa.UniqueConstraint("window_id", "camera_id", "at", name="uq_attire_look_window_id_camera_id_at"),
    )
    op.create_index("ix_attire_look_camera_id", "attire_look", ["camera_id"])
    op.create_index("ix_attire_look_window_id_at", "attire_look", ["window_id", "at"])

    op.create_table(
        "badge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid()),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_badge_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_badge"),
        sa.UniqueConstraint("number", name="uq_badge_number"),
    )
    op.create_index("ix_badge_staff_id", "badge", ["staff_id"])

    op.create_table(
        "camera_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("staff_zone", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("sign_zone", sa.JSON(none_as_null=True)),
        sa.Column("customer_zone", sa.JSON(none_as_null=True)),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name="fk_camera_view_camera_id_camera"),
        sa.ForeignKeyConstraint(["window_id"], ["window.id"], name="fk_camera_view_window_id_window"),
        sa.PrimaryKeyConstraint("id", name="pk_camera_view"),
        sa.UniqueConstraint("camera_id", "window_id", "version", name="uq_camera_view_camera_id_window_id_version"),
    )
    op.create_index("ix_camera_view_window_id", "camera_view", ["window_id"])

    op.create_table(
        "correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.String()),
        sa.Column("decision_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_correction_hall_id_hall"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_correction_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
    )
    op.create_index("ix_correction_hall_id_status", "correction", ["hall_id", "status"])
    op.create_index("ix_correction_staff_id", "correction", ["staff_id"])

    op.create_table(
        "device_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("camera_id", sa.Uuid()),
        sa.Column("reader_id", sa.Uuid()),
        sa.Column("ha1_encrypted", sa.LargeBinary()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name="fk_device_key_camera_id_camera"),
        sa.ForeignKeyConstraint(["reader_id"], ["reader.id"], name="fk_device_key_reader_id_reader"),
        sa.PrimaryKeyConstraint("id", name="pk_device_key"),
        sa.UniqueConstraint("prefix", name="uq_device_key_prefix"),
    )
    op.create_index("ix_device_key_camera_id", "device_key", ["camera_id"])
    op.create_index("ix_device_key_reader_id", "device_key", ["reader_id"])

    op.create_table(
        "frame",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_given", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name="fk_frame_camera_id_camera"),
        sa.PrimaryKeyConstraint("id", name="pk_frame"),
    )
    op.create_index("ix_frame_camera_id_captured_at", "frame", ["camera_id", "captured_at"])
    op.create_index(
        "ix_frame_spooled",
        "frame",
        ["camera_id", "captured_at"],
        sqlite_where=sa.text("status = 'spooled'"),
        postgresql_where=sa.text("status = 'spooled'"),
    )

    op.create_table(
        "held_punch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("badge", sa.String()),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["reader_id"], ["reader.id"], name="fk_held_punch_reader_id_reader"),
        sa.PrimaryKeyConstraint("id", name="pk_held_punch"),
        sa.UniqueConstraint("reader_id", "sha256", name="uq_held_punch_reader_id_sha256"),
    )
    op.create_index("ix_held_punch_reason", "held_punch", ["reason"])

    op.create_table(
        "leave",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True)),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.String()),
        sa.Column("decision_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_leave_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_leave"),
    )
    op.create_index("ix_leave_staff_id_start", "leave", ["staff_id", "start"])

    op.create_table(
        "look_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("first", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offsets_us", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name="fk_look_run_camera_id_camera"),
        sa.ForeignKeyConstraint(["window_id"], ["window.id"], name="fk_look_run_window_id_window"),
        sa.PrimaryKeyConstraint("id", name="pk_look_run"),
    )
    op.create_index("ix_look_run_camera_id", "look_run", ["camera_id"])
    op.create_index("ix_look_run_window_id_first", "look_run", ["window_id", "first"])

    op.create_table(
        "punch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("badge", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("direction", sa.String()),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["reader.id"], name="fk_punch_reader_id_reader"),
        sa.PrimaryKeyConstraint("id", name="pk_punch"),
        sa.UniqueConstraint("reader_id", "badge", "at", name="uq_punch_reader_id_badge_at"),
    )
    op.create_index("ix_punch_badge_at", "punch", ["badge", "at"])

    op.create_table(
        "rotation_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rotation_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("window_id", sa.Uuid()),
        sa.Column("offset_days", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date()),
        sa.ForeignKeyConstraint(["rotation_id"], ["rotation.id"], name="fk_rotation_member_rotation_id_rotation"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_rotation_member_staff_id_staff"),
        sa.ForeignKeyConstraint(["window_id"], ["window.id"], name="fk_rotation_member_window_id_window"),
        sa.PrimaryKeyConstraint("id", name="pk_rotation_member"),
    )
    op.create_index("ix_rotation_member_rotation_id", "rotation_member", ["rotation_id"])
    op.create_index("ix_rotation_member_staff_id", "rotation_member", ["staff_id"])
    op.create_index("ix_rotation_member_window_id", "rotation_member", ["window_id"])

    op.create_table(
        "staff_exemption",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_exemption_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_exemption"),
    )
    op.create_index("ix_staff_exemption_staff_id", "staff_exemption", ["staff_id"])

    op.create_table(
        "swap",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("from_staff_id", sa.Uuid(), nullable=False),
        sa.Column("to_staff_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.String()),
        sa.Column("decision_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["from_staff_id"], ["staff.id"], name="fk_swap_from_staff_id_staff"),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_swap_hall_id_hall"),
        sa.ForeignKeyConstraint(["to_staff_id"], ["staff.id"], name="fk_swap_to_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_swap"),
    )
    op.create_index("ix_swap_from_staff_id", "swap", ["from_staff_id"])
    op.create_index("ix_swap_hall_id_start", "swap", ["hall_id", "start"])
    op.create_index("ix_swap_to_staff_id", "swap", ["to_staff_id"])

    op.create_table(
        "task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("window_id", sa.Uuid()),
        sa.Column("staff_id", sa.Uuid()),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True)),
        sa.Column("why", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_task_hall_id_hall"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_task_staff_id_staff"),
        sa.ForeignKeyConstraint(["window_id"], ["window.id"], name="fk_task_window_id_window"),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    op.create_index(
        "ix_task_going_on",
        "task",
        ["hall_id", "day"],
        sqlite_where=sa.text('"end" IS NULL'),
        postgresql_where=sa.text('"end" IS NULL'),
    )
    op.create_index("ix_task_hall_id_day", "task", ["hall_id", "day"])
    op.create_index("ix_task_hall_id_status", "task", ["hall_id", "status"])
    op.create_index("ix_task_staff_id", "task", ["staff_id"])
    op.create_index("ix_task_window_id", "task", ["window_id"])

    op.create_table(
        "taught_look",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staffed", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("features", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("features_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name="fk_taught_look_camera_id_camera"),
        sa.ForeignKeyConstraint(["window_id"], ["window.id"], name="fk_taught_look_window_id_window"),
        sa.PrimaryKeyConstraint("id", name="pk_taught_look"),
        sa.UniqueConstraint(
            "window_id", "camera_id", "at", "source", name="uq_taught_look_window_id_camera_id_at_source"
        ),
    )
    op.create_index("ix_taught_look_camera_id", "taught_look", ["camera_id"])

    op.create_table(
        "user",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid()),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_user_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("login", name="uq_user_login"),
    )
    op.create_index("ix_user_staff_id", "user", ["staff_id"])

    op.create_table(
        "violation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("origin", sa.String(32), nullable=False),
        sa.Column("norms", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("subject_kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid()),
        sa.Column("window_id", sa.Uuid()),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True)),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("explained_by", sa.String()),
        sa.Column("why", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("pack_version", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_violation_hall_id_hall"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_violation_staff_id_staff"),
        sa.ForeignKeyConstraint(["window_id"], ["window.id"], name="fk_violation_window_id_window"),
        sa.PrimaryKeyConstraint("id", name="pk_violation"),
    )
    op.create_index(
        "ix_violation_going_on",
        "violation",
        ["hall_id", "day"],
        sqlite_where=sa.text('"end" IS NULL'),
        postgresql_where=sa.text('"end" IS NULL'),
    )
    op.create_index("ix_violation_hall_id_day", "violation", ["hall_id", "day"])
    op.create_index("ix_violation_hall_id_status_rule_start", "violation", ["hall_id", "status", "rule", "start", "id"])
    op.create_index("ix_violation_hall_id_status_start", "violation", ["hall_id", "status", "start", "id"])
    op.create_index("ix_violation_staff_id_start", "violation", ["staff_id", "start"])
    op.create_index("ix_violation_status_rule_start", "violation", ["status", "rule", "start", "id"])
    op.create_index("ix_violation_status_start", "violation", ["status", "start", "id"])
    op.create_index("ix_violation_window_id", "violation", ["window_id"])

    op.create_table(
        "window_classifier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("features_version", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("report", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name="fk_window_classifier_camera_id_camera"),
        sa.ForeignKeyConstraint(["window_id"], ["window.id"], name="fk_window_classifier_window_id_window"),
        sa.PrimaryKeyConstraint("id", name="pk_window_classifier"),
    )
    op.create_index("ix_window_classifier_camera_id", "window_classifier", ["camera_id"])
    op.create_index("ix_window_classifier_window_id", "window_classifier", ["window_id"])

    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("violation_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True)),
        sa.Column("fallen_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_decision_user_id_user"),
        sa.ForeignKeyConstraint(["violation_id"], ["violation.id"], name="fk_decision_violation_id_violation"),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_user_id", "decision", ["user_id"])
    op.create_index("ix_decision_violation_id", "decision", ["violation_id"])

    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("violation_id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("features", sa.JSON(none_as_null=True)),
        sa.Column("features_version", sa.Integer()),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name="fk_evidence_camera_id_camera"),
        sa.ForeignKeyConstraint(["violation_id"], ["violation.id"], name="fk_evidence_violation_id_violation"),
        sa.ForeignKeyConstraint(["window_id"], ["window.id"], name="fk_evidence_window_id_window"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_camera_id", "evidence", ["camera_id"])
    op.create_index("ix_evidence_violation_id", "evidence", ["violation_id"])
    op.create_index("ix_evidence_window_id", "evidence", ["window_id"])

    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("violation_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid()),
        sa.Column("staff_id", sa.Uuid()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_notice_staff_id_staff"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_notice_user_id_user"),
        sa.ForeignKeyConstraint(["violation_id"], ["violation.id"], name="fk_notice_violation_id_violation"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_staff_id", "notice", ["staff_id"])
    op.create_index("ix_notice_user_id", "notice", ["user_id"])
    op.create_index("ix_notice_violation_id", "notice", ["violation_id"])

    op.create_table(
        "personal_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_personal_token_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_personal_token"),
        sa.UniqueConstraint("prefix", name="uq_personal_token_prefix"),
    )
    op.create_index("ix_personal_token_user_id", "personal_token", ["user_id"])

    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_session_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("token_sha256", name="uq_session_token_sha256"),
    )
    op.create_index("ix_session_user_id", "session", ["user_id"])

    op.create_table(
        "shift",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("window_id", sa.Uuid()),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("breaks", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("rotation_member_id", sa.Uuid()),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_shift_hall_id_hall"),
        sa.ForeignKeyConstraint(
            ["rotation_member_id"], ["rotation_member.id"], name="fk_shift_rotation_member_id_rotation_member"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_shift_staff_id_staff"),
        sa.ForeignKeyConstraint(["window_id"], ["window.id"], name="fk_shift_window_id_window"),
        sa.PrimaryKeyConstraint("id", name="pk_shift"),
        sa.UniqueConstraint("staff_id", "start", "window_id", name="uq_shift_staff_id_start_window_id"),
    )
    op.create_index("ix_shift_hall_id_start", "shift", ["hall_id", "start"])
    op.create_index("ix_shift_rotation_member_id", "shift", ["rotation_member_id"])
    op.create_index("ix_shift_staff_id_start", "shift", ["staff_id", "start"])
    op.create_index("ix_shift_window_id", "shift", ["window_id"])
    op.create_index(
        "uq_shift_without_window",
        "shift",
        ["staff_id", "start"],
        unique=True,
        sqlite_where=sa.text("window_id IS NULL"),
        postgresql_where=sa.text("window_id IS NULL"),
    )

    op.create_table(
        "user_hall",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_user_hall_hall_id_hall"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_user_hall_user_id_user"),
        sa.PrimaryKeyConstraint("user_id", "hall_id", name="pk_user_hall"),
    )
