SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE FUNCTION public.access_log_accessrecord_refuse_deleting() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NOT (OLD.at <= now() - interval '90 days') THEN RAISE EXCEPTION 'the record of access is never edited, and is kept for its time' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.approvals_approvalrequest_refuse_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF OLD.decided_at IS NOT NULL THEN RAISE EXCEPTION 'a request for approval is decided once' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.approvals_approvalrequest_refuse_two() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.agreed AND NEW.decided_by = NEW.asked_by THEN RAISE EXCEPTION 'nobody approves what they asked for' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.approvals_approvalrequest_refuse_undecided() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.decided_at IS NOT NULL OR NEW.agreed IS NOT NULL THEN RAISE EXCEPTION 'a request for approval is asked for before it is decided' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.care_attachment_refuse_erasing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF (COALESCE(CAST(NEW."file" AS text), '') = '' AND COALESCE(CAST(OLD."file" AS text), '') <> '') OR (COALESCE(CAST(NEW."name" AS text), '') = '' AND COALESCE(CAST(OLD."name" AS text), '') <> '') THEN IF NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT q.order_id FROM care_carecase q WHERE q.id = NEW.request_id) AND e.kind = 'order.erased')) THEN RAISE EXCEPTION 'evidence is kept; it is emptied only for who asked to be forgotten' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.care_carecase_refuse_erasing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF (COALESCE(CAST(NEW."message" AS text), '') = '' AND COALESCE(CAST(OLD."message" AS text), '') <> '') THEN IF NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = NEW.order_id AND e.kind = 'order.erased')) THEN RAISE EXCEPTION 'what a shopper asked for, and what the policy said of it, is never edited; it is emptied only for who asked to be forgotten' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.care_mail_refuse_erasing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF (COALESCE(CAST(NEW."raw" AS text), '') = '' AND COALESCE(CAST(OLD."raw" AS text), '') <> '') THEN IF NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = NEW.order_id AND e.kind = 'order.erased')) THEN RAISE EXCEPTION 'mail is kept as it came; it is emptied only for who asked to be forgotten' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.care_mail_refuse_moved() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.order_id <> OLD.order_id THEN IF EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = NEW.order_id AND e.kind = 'order.erased') THEN RAISE EXCEPTION 'a mail is not filed under an order that is erased' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.care_mailreply_refuse_erasing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF (COALESCE(CAST(NEW."body" AS text), '') = '' AND COALESCE(CAST(OLD."body" AS text), '') <> '') THEN IF NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT m.order_id FROM care_mail m WHERE m.id = NEW.mail_id) AND e.kind = 'order.erased')) THEN RAISE EXCEPTION 'an answer is kept; it is emptied only for who asked to be forgotten' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.care_note_refuse_erasing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF (COALESCE(CAST(NEW."text" AS text), '') = '' AND COALESCE(CAST(OLD."text" AS text), '') <> '') THEN IF NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT q.order_id FROM care_carecase q WHERE q.id = NEW.request_id) AND e.kind = 'order.erased')) THEN RAISE EXCEPTION 'a note is kept; it is emptied only for who asked to be forgotten' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.catalog_evaluation_listed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.verdict = 'rejected' THEN PERFORM 1 FROM catalog_item i WHERE i.id = NEW.item_id FOR UPDATE; IF EXISTS (SELECT 1 FROM catalog_item i WHERE i.id = NEW.item_id AND i.listed_at IS NOT NULL) THEN RAISE EXCEPTION 'authentication: the item must leave the store first' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.catalog_item_listing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.listed_at IS NOT NULL AND ((SELECT count(DISTINCT e.by_id) FROM catalog_evaluation e WHERE e.item_id = NEW.id AND e.verdict = 'approved' AND NOT EXISTS (SELECT 1 FROM catalog_withdrawal w WHERE w.evaluation_id = e.id)) < (CASE WHEN NEW.price_cents > (SELECT r.second_expert_above_cents FROM catalog_listingrule r ORDER BY r.id DESC LIMIT 1) THEN 2 ELSE 1 END) OR EXISTS (SELECT 1 FROM catalog_evaluation e WHERE e.item_id = NEW.id AND e.verdict = 'rejected') OR NOT EXISTS (SELECT 1 FROM catalog_listingrule)) THEN RAISE EXCEPTION 'authentication: no item is listed before an expert evaluation has approved it' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.catalog_withdrawal_listed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN PERFORM 1 FROM catalog_item i WHERE i.id = (SELECT e.item_id FROM catalog_evaluation e WHERE e.id = NEW.evaluation_id) FOR UPDATE; IF EXISTS (SELECT 1 FROM catalog_item i WHERE i.id = (SELECT e.item_id FROM catalog_evaluation e WHERE e.id = NEW.evaluation_id) AND i.listed_at IS NOT NULL) THEN RAISE EXCEPTION 'authentication: the item must leave the store first' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.fulfillment_counterreceipt_refuse_erasing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF (COALESCE(CAST(NEW."file" AS text), '') = '' AND COALESCE(CAST(OLD."file" AS text), '') <> '') THEN IF NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT p.order_id FROM fulfillment_label l JOIN fulfillment_parcel p ON p.id = l.parcel_id WHERE l.id = NEW.label_id) AND e.kind = 'order.erased')) THEN RAISE EXCEPTION 'a carrier''s receipt is evidence, and kept; it is emptied only for who asked to be forgotten' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.fulfillment_crossing_refuse_deleting() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM fulfillment_transfer t WHERE t.id = OLD.transfer_id AND t.dispatched_at IS NULL)) THEN RAISE EXCEPTION 'transfer: what crossed, and when, stays on record' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.fulfillment_crossing_refuse_other_line() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.line_id <> OLD.line_id THEN IF NOT EXISTS (SELECT 1 FROM orders_line o JOIN orders_line n ON n.item_id = o.item_id WHERE o.id = OLD.line_id AND o.state = 'cancelled' AND n.id = NEW.line_id) THEN RAISE EXCEPTION 'transfer: what crossed, and when, stays on record' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.fulfillment_crossing_refuse_papers() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.value_cents <> OLD.value_cents OR NEW.permit <> OLD.permit OR (NEW.value_cents IS NULL AND OLD.value_cents IS NOT NULL) THEN IF NOT (EXISTS (SELECT 1 FROM fulfillment_transfer t WHERE t.id = OLD.transfer_id AND t.dispatched_at IS NULL)) THEN RAISE EXCEPTION 'transfer: a piece''s papers went with it' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.fulfillment_label_refuse_erasing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF (COALESCE(CAST(NEW."file" AS text), '') = '' AND COALESCE(CAST(OLD."file" AS text), '') <> '') THEN IF NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT p.order_id FROM fulfillment_parcel p WHERE p.id = NEW.parcel_id) AND e.kind = 'order.erased')) THEN RAISE EXCEPTION 'a label is kept as it was bought; it is emptied only for who asked to be forgotten' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.fulfillment_parcel_refuse_erasing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF (COALESCE(CAST(NEW."proof" AS text), '') = '' AND COALESCE(CAST(OLD."proof" AS text), '') <> '') THEN IF NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = NEW.order_id AND e.kind = 'order.erased')) THEN RAISE EXCEPTION 'what was packed is evidence, and kept; it is emptied only for who asked to be forgotten' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.fulfillment_parcelback_refuse_ended() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF OLD.ended_how NOT IN ('', 'lost') AND NEW.ended_how <> OLD.ended_how THEN RAISE EXCEPTION 'a parcel back to its buyer ends once' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.fulfillment_parcelback_refuse_erasing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF (COALESCE(CAST(NEW."file" AS text), '') = '' AND COALESCE(CAST(OLD."file" AS text), '') <> '') THEN IF NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT r.order_id FROM fulfillment_return r WHERE r.id = NEW.returned_id) AND e.kind = 'order.erased')) THEN RAISE EXCEPTION 'a parcel back to its buyer is kept; it is emptied only for who asked to be forgotten' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.fulfillment_parcelback_refuse_label() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF OLD.label = 'bought' AND (NEW.label <> OLD.label OR NEW.number <> OLD.number OR NEW.carrier <> OLD.carrier OR NEW.signature <> OLD.signature) THEN RAISE EXCEPTION 'signature: a label''s number and signature stay as they were bought' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.fulfillment_returnlabel_refuse_erasing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF (COALESCE(CAST(NEW."file" AS text), '') = '' AND COALESCE(CAST(OLD."file" AS text), '') <> '') THEN IF NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT r.order_id FROM fulfillment_return r WHERE r.id = NEW.returned_id) AND e.kind = 'order.erased')) THEN RAISE EXCEPTION 'a label is kept as it was bought; it is emptied only for who asked to be forgotten' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.fulfillment_transfer_refuse_other_steps() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF (OLD.at_customs_at IS NOT NULL AND (NEW.at_customs_at IS NULL OR NEW.at_customs_at <> OLD.at_customs_at)) OR (OLD.cleared_at IS NOT NULL AND (NEW.cleared_at IS NULL OR NEW.cleared_at <> OLD.cleared_at)) OR (OLD.landed_at IS NOT NULL AND (NEW.landed_at IS NULL OR NEW.landed_at <> OLD.landed_at)) THEN IF EXISTS (SELECT 1 FROM fulfillment_crossing c WHERE c.transfer_id = OLD.id AND c.checked_at IS NOT NULL) THEN RAISE EXCEPTION 'transfer: a piece of it was checked, so its steps stay' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.notifications_notification_refuse_erasing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF (COALESCE(CAST(NEW."to" AS text), '') = '' AND COALESCE(CAST(OLD."to" AS text), '') <> '') OR (COALESCE(CAST(NEW."subject" AS text), '') = '' AND COALESCE(CAST(OLD."subject" AS text), '') <> '') OR (COALESCE(CAST(NEW."text" AS text), '') = '' AND COALESCE(CAST(OLD."text" AS text), '') <> '') OR (COALESCE(CAST(NEW."html" AS text), '') = '' AND COALESCE(CAST(OLD."html" AS text), '') <> '') OR (COALESCE(CAST(NEW."in_reply_to" AS text), '') = '' AND COALESCE(CAST(OLD."in_reply_to" AS text), '') <> '') OR (COALESCE(CAST(NEW."thread" AS text), '') = '' AND COALESCE(CAST(OLD."thread" AS text), '') <> '') THEN IF NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT c.order_id FROM orders_event c WHERE c.id = NEW.event_id) AND e.kind = 'order.erased') OR EXISTS (SELECT 1 FROM care_mail m JOIN orders_event e ON e.order_id = m.order_id AND e.kind = 'order.erased' WHERE NEW.about LIKE 'mail.' || CAST(m.id AS text) || '.%') OR EXISTS (SELECT 1 FROM notifications_savedsearch s WHERE s.id = NEW.search_id AND s.email = '')) THEN RAISE EXCEPTION 'a letter is kept as it was written; it is emptied only for who asked to be forgotten' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.orders_event_refuse_not_erased() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.kind = 'order.erased' THEN IF EXISTS (SELECT 1 FROM orders_recipient r WHERE r.order_id = NEW.order_id AND r.email <> '') THEN RAISE EXCEPTION 'an order is told as erased once its recipient is' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.orders_line_refuse_added() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF EXISTS (SELECT 1 FROM orders_queueentry t WHERE t.order_id = NEW.order_id) OR EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = NEW.order_id) THEN RAISE EXCEPTION 'no_changes: a submitted order cannot be changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.orders_line_refuse_begun() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.state NOT IN ('in_japan', 'placed') THEN RAISE EXCEPTION 'a line moves only along its lifecycle' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.orders_line_refuse_jump() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.state <> OLD.state THEN IF NOT ((OLD.state = 'delivered' AND NEW.state IN ('returned')) OR (OLD.state = 'in_japan' AND NEW.state IN ('cancelled', 'in_transfer')) OR (OLD.state = 'in_transfer' AND NEW.state IN ('cancelled', 'placed')) OR (OLD.state = 'lost' AND NEW.state IN ('returned', 'shipped')) OR (OLD.state = 'placed' AND NEW.state IN ('cancelled', 'processed')) OR (OLD.state = 'processed' AND NEW.state IN ('cancelled', 'shipped')) OR (OLD.state = 'returned' AND NEW.state IN ('delivered', 'placed', 'restocked')) OR (OLD.state = 'shipped' AND NEW.state IN ('delivered', 'lost', 'returned'))) THEN RAISE EXCEPTION 'a line moves only along its lifecycle' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.orders_publication_refuse_one_person() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW."approved_by" <> '' AND NEW."approved_by" = NEW."proposed_by" THEN RAISE EXCEPTION 'two people publish' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.orders_queueentry_refuse_other_place() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM orders_order o WHERE o.id = NEW.order_id AND o.placed_at = NEW.placed_at) THEN RAISE EXCEPTION 'queue: an order keeps the place in which it was received' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.orders_recipient_refuse_erasing() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM care_carecase r WHERE r.order_id = NEW.order_id AND r.kind = 'forget' AND r.state <> 'done') AND NOT EXISTS (SELECT 1 FROM orders_line l WHERE l.order_id = NEW.order_id AND l.state IN ('in_japan', 'in_transfer', 'placed', 'processed', 'shipped'))) THEN RAISE EXCEPTION 'a recipient is emptied for a request to be forgotten, once nothing is still to come' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.payments_approval_refuse_again() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF OLD.decided_at IS NOT NULL AND NEW.agreed <> OLD.agreed THEN RAISE EXCEPTION 'an approval is kept as it was asked for, and decided once' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.payments_approval_refuse_decided() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.decided_at IS NOT NULL OR NEW.decided_by <> '' OR NEW.agreed THEN RAISE EXCEPTION 'an approval is kept as it was asked for, and decided once' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.payments_approval_refuse_one_person() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW."decided_by" <> '' AND NEW."decided_by" = NEW."by" THEN RAISE EXCEPTION 'nobody approves what they asked for' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.payments_payment_refuse_moved() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF OLD.order_id IS NOT NULL THEN IF (NEW.order_id <> OLD.order_id OR (NEW.order_id IS NULL AND (NEW.was_for_id IS NULL OR NEW.was_for_id <> OLD.order_id))) THEN RAISE EXCEPTION 'a payment stays that of its order, or was for it' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.payments_webhookevent_refuse_rewritten() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.payload <> OLD.payload THEN IF NEW.payload <> '{}' OR OLD.handled_at IS NULL THEN RAISE EXCEPTION 'what the provider told is emptied, once it is read, and never rewritten' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.publishing_draft_refuse_deleting() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM publishing_proposal p WHERE p.draft_id = OLD.id)) THEN RAISE EXCEPTION 'a draft is saved anew, never edited' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.publishing_proposal_refuse_one_person() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW."decided_by" <> '' AND NEW."decided_by" = NEW."by" AND NEW.state = 'published' THEN RAISE EXCEPTION 'two people publish' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.troth_refuse() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE FUNCTION public.worklist_task_refuse_later() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.due_at > OLD.due_at THEN RAISE EXCEPTION 'a task is kept as it was opened: it may only be due sooner' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.access_log_accessrecord (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying(40) NOT NULL,
    who character varying(150) NOT NULL,
    order_number character varying(40) NOT NULL,
    about character varying(200) NOT NULL,
    network character varying(50) NOT NULL,
    detail character varying(500) NOT NULL
);
ALTER TABLE public.access_log_accessrecord ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.access_log_accessrecord_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id integer NOT NULL
);
ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.approvals_approvalrequest (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    key character varying(120) NOT NULL,
    title character varying(200) NOT NULL,
    reason character varying(500) NOT NULL,
    facts jsonb NOT NULL,
    details jsonb NOT NULL,
    link character varying(200) NOT NULL,
    asked_by character varying(150) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_by character varying(150) NOT NULL,
    decided_at timestamp with time zone,
    agreed boolean,
    note character varying(500) NOT NULL,
    outcome character varying(500) NOT NULL,
    CONSTRAINT approval_by_two_people CHECK (((NOT (agreed AND (agreed IS NOT NULL))) OR (NOT ((decided_by)::text = (asked_by)::text)))),
    CONSTRAINT approval_decided_whole CHECK ((((agreed IS NULL) AND (decided_at IS NULL) AND ((decided_by)::text = ''::text)) OR ((agreed IS NOT NULL) AND (decided_at IS NOT NULL) AND (NOT ((decided_by)::text = ''::text))))),
    CONSTRAINT approval_has_a_reason CHECK (((NOT ((reason)::text = ''::text)) AND (NOT ((asked_by)::text = ''::text))))
);
ALTER TABLE public.approvals_approvalrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.approvals_approvalrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_user (
    id integer NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    username character varying(150) NOT NULL,
    first_name character varying(150) NOT NULL,
    last_name character varying(150) NOT NULL,
    email character varying(254) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL
);
CREATE TABLE public.auth_user_groups (
    id bigint NOT NULL,
    user_id integer NOT NULL,
    group_id integer NOT NULL
);
ALTER TABLE public.auth_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.auth_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_user_user_permissions (
    id bigint NOT NULL,
    user_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.care_attachment (
    id bigint NOT NULL,
    file character varying(200) NOT NULL,
    name character varying(200) NOT NULL,
    kind character varying(40) NOT NULL,
    digest character varying(64) NOT NULL,
    shown boolean NOT NULL,
    by character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    request_id bigint NOT NULL
);
ALTER TABLE public.care_attachment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.care_attachment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.care_authenticator (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    site character varying(200) NOT NULL,
    verified_on date NOT NULL,
    verified_by character varying(300) NOT NULL,
    ended_on date,
    ended_by character varying(300) NOT NULL
);
ALTER TABLE public.care_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.care_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.care_authenticatorevent (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    name character varying(120) NOT NULL,
    site character varying(200) NOT NULL,
    reason character varying(500) NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(310) NOT NULL,
    authenticator_id bigint NOT NULL,
    CONSTRAINT authenticator_event_known CHECK (((kind)::text = ANY ((ARRAY['listed'::character varying, 'ended'::character varying])::text[])))
);
ALTER TABLE public.care_authenticatorevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.care_authenticatorevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.care_carecase (
    id bigint NOT NULL,
    key character varying(12) NOT NULL,
    kind character varying(20) NOT NULL,
    about character varying(60) NOT NULL,
    message text NOT NULL,
    how character varying(10) NOT NULL,
    by character varying(100) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    verdict jsonb NOT NULL,
    state character varying(10) NOT NULL,
    answer_by timestamp with time zone,
    wakes_at timestamp with time zone,
    facts jsonb NOT NULL,
    outcome character varying(20) NOT NULL,
    reason text NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(100) NOT NULL,
    hold_id bigint,
    order_id bigint NOT NULL,
    CONSTRAINT request_kind_known CHECK (((kind)::text = ANY ((ARRAY['cancel'::character varying, 'not_received'::character varying, 'not_authentic'::character varying, 'damaged'::character varying, 'forget'::character varying, 'other'::character varying])::text[]))),
    CONSTRAINT request_state_known CHECK (((state)::text = ANY ((ARRAY['open'::character varying, 'asleep'::character varying, 'done'::character varying])::text[])))
);
ALTER TABLE public.care_carecase ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.care_carecase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.care_mail (
    id bigint NOT NULL,
    not_before timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    problem text NOT NULL,
    digest character varying(64) NOT NULL,
    raw character varying(200) NOT NULL,
    received_at timestamp with time zone NOT NULL,
    how character varying(20) NOT NULL,
    message_id character varying(260) NOT NULL,
    thread text NOT NULL,
    sender character varying(254) NOT NULL,
    subject character varying(500) NOT NULL,
    own text NOT NULL,
    kind character varying(20) NOT NULL,
    suggests character varying(20) NOT NULL,
    clear boolean NOT NULL,
    proven boolean NOT NULL,
    sender_proven boolean NOT NULL,
    forged boolean NOT NULL,
    proof character varying(300) NOT NULL,
    state character varying(10) NOT NULL,
    answer_by timestamp with time zone,
    outcome character varying(200) NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(100) NOT NULL,
    order_id bigint,
    request_id bigint,
    CONSTRAINT care_mail_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT mail_state_known CHECK (((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying, 'done'::character varying])::text[])))
);
ALTER TABLE public.care_mail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.care_mail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.care_mailreply (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    body text NOT NULL,
    by character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    mail_id bigint NOT NULL
);
ALTER TABLE public.care_mailreply ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.care_mailreply_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.care_note (
    id bigint NOT NULL,
    text text NOT NULL,
    by character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    event_id bigint,
    request_id bigint NOT NULL
);
ALTER TABLE public.care_note ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.care_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.care_opinion (
    id bigint NOT NULL,
    authentic boolean NOT NULL,
    text text NOT NULL,
    by character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    request_id bigint NOT NULL
);
ALTER TABLE public.care_opinion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.care_opinion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.care_watch (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    opens_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    carrier_until date NOT NULL,
    told_at timestamp with time zone,
    ended_at timestamp with time zone,
    order_id bigint NOT NULL
);
ALTER TABLE public.care_watch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.care_watch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_evaluation (
    id bigint NOT NULL,
    number smallint NOT NULL,
    verdict character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    evidence jsonb NOT NULL,
    by_id integer NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT catalog_evaluation_number_check CHECK ((number >= 0)),
    CONSTRAINT evaluation_has_a_verdict CHECK (((verdict)::text = ANY ((ARRAY['approved'::character varying, 'rejected'::character varying])::text[])))
);
ALTER TABLE public.catalog_evaluation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_evaluation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_evidencephoto (
    id bigint NOT NULL,
    file character varying(200) NOT NULL,
    digest character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id integer NOT NULL,
    item_id bigint NOT NULL
);
ALTER TABLE public.catalog_evidencephoto ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_evidencephoto_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_item (
    id bigint NOT NULL,
    slug character varying(80) NOT NULL,
    source character varying(40) NOT NULL,
    source_id character varying(64) NOT NULL,
    title character varying(200) NOT NULL,
    brand character varying(80) NOT NULL,
    line character varying(80) NOT NULL,
    model character varying(80) NOT NULL,
    reference character varying(40) NOT NULL,
    category character varying(40) NOT NULL,
    sub_category character varying(60) NOT NULL,
    gender character varying(20) NOT NULL,
    condition character varying(40) NOT NULL,
    grades jsonb NOT NULL,
    defects jsonb NOT NULL,
    material character varying(60) NOT NULL,
    species character varying(60) NOT NULL,
    needs_papers boolean NOT NULL,
    color character varying(40) NOT NULL,
    color_name character varying(60) NOT NULL,
    hardware character varying(60) NOT NULL,
    size character varying(60) NOT NULL,
    measures jsonb NOT NULL,
    year_from smallint,
    year_to smallint,
    serial_sealed text NOT NULL,
    serial_print character varying(64) NOT NULL,
    accessories jsonb NOT NULL,
    service text NOT NULL,
    alterations text NOT NULL,
    description text NOT NULL,
    price_cents bigint NOT NULL,
    weight_grams integer NOT NULL,
    tax_category character varying(20) NOT NULL,
    warehouse character varying(2) NOT NULL,
    left_japan_on date,
    expected_here_on date,
    crossing_late_why character varying(200) NOT NULL,
    crossing_undated boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    listed_at timestamp with time zone,
    sold_at timestamp with time zone,
    CONSTRAINT catalog_item_price_cents_check CHECK ((price_cents >= 0)),
    CONSTRAINT catalog_item_weight_grams_check CHECK ((weight_grams >= 0)),
    CONSTRAINT catalog_item_year_from_check CHECK ((year_from >= 0)),
    CONSTRAINT catalog_item_year_to_check CHECK ((year_to >= 0)),
    CONSTRAINT item_has_a_price CHECK ((price_cents > 0)),
    CONSTRAINT item_in_a_warehouse CHECK (((warehouse)::text = ANY ((ARRAY['us'::character varying, 'jp'::character varying])::text[])))
);
ALTER TABLE public.catalog_item ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_item_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_itemevent (
    id bigint NOT NULL,
    kind character varying(30) NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(100) NOT NULL,
    facts jsonb NOT NULL,
    item_id bigint NOT NULL
);
ALTER TABLE public.catalog_itemevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_itemevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_listingrule (
    id bigint NOT NULL,
    policy_digest character varying(64) NOT NULL,
    second_expert_above_cents bigint,
    at timestamp with time zone NOT NULL,
    CONSTRAINT catalog_listingrule_second_expert_above_cents_check CHECK ((second_expert_above_cents >= 0))
);
ALTER TABLE public.catalog_listingrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_listingrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_photo (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    file character varying(200) NOT NULL,
    alt character varying(200) NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    digest character varying(64) NOT NULL,
    sizes jsonb NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT catalog_photo_height_check CHECK ((height >= 0)),
    CONSTRAINT catalog_photo_position_check CHECK (("position" >= 0)),
    CONSTRAINT catalog_photo_width_check CHECK ((width >= 0))
);
ALTER TABLE public.catalog_photo ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_photo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_productionmark (
    id bigint NOT NULL,
    name character varying(20) NOT NULL
);
ALTER TABLE public.catalog_productionmark ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_productionmark_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_reservation (
    item_id bigint NOT NULL,
    key character varying(64) NOT NULL,
    session character varying(64) NOT NULL,
    email character varying(64) NOT NULL,
    address character varying(64) NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL
);
CREATE TABLE public.catalog_reservationstart (
    id bigint NOT NULL,
    session character varying(64) NOT NULL,
    email character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    item_id bigint NOT NULL
);
ALTER TABLE public.catalog_reservationstart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_reservationstart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_voidedserial (
    id bigint NOT NULL,
    brand character varying(80) NOT NULL,
    serial character varying(60) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    reason character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(100) NOT NULL
);
ALTER TABLE public.catalog_voidedserial ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_voidedserial_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_withdrawal (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    by_id integer NOT NULL,
    evaluation_id bigint NOT NULL
);
ALTER TABLE public.catalog_withdrawal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_withdrawal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.checkout_checkout (
    id bigint NOT NULL,
    key character varying(64) NOT NULL,
    session character varying(64) NOT NULL,
    address jsonb NOT NULL,
    items jsonb NOT NULL,
    method character varying(30) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    agreed jsonb NOT NULL,
    asks_again boolean NOT NULL,
    ended_at timestamp with time zone,
    ended_why character varying(300) NOT NULL,
    check_at timestamp with time zone NOT NULL,
    payment_id bigint,
    policy_id character varying(64) NOT NULL
);
ALTER TABLE public.checkout_checkout ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.checkout_checkout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.desk_issuedpassword (
    id bigint NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    user_id integer NOT NULL
);
ALTER TABLE public.desk_issuedpassword ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.desk_issuedpassword_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE public.django_tasks_database_dbtaskresult (
    id uuid NOT NULL,
    status character varying(10) NOT NULL,
    args_kwargs jsonb NOT NULL,
    priority integer NOT NULL,
    task_path text NOT NULL,
    queue_name character varying(32) NOT NULL,
    backend_name character varying(32) NOT NULL,
    run_after timestamp with time zone NOT NULL,
    enqueued_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    started_at timestamp with time zone,
    return_value jsonb,
    exception_class_path text CONSTRAINT django_tasks_database_dbtaskresul_exception_class_path_not_null NOT NULL,
    traceback text NOT NULL,
    worker_ids jsonb NOT NULL,
    CONSTRAINT priority_range CHECK (((priority >= '-100'::integer) AND (priority <= 100)))
);
CREATE TABLE public.fulfillment_carrieroutage (
    carrier character varying(30) NOT NULL,
    since timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    carrier_text text NOT NULL
);
CREATE TABLE public.fulfillment_closure (
    id bigint NOT NULL,
    place character varying(10) NOT NULL,
    first_on date NOT NULL,
    last_on date NOT NULL,
    why character varying(200) NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    by character varying(100) NOT NULL,
    is_off boolean NOT NULL,
    note character varying(300) NOT NULL,
    replaces_id bigint,
    CONSTRAINT closure_begins_before_it_ends CHECK ((first_on <= last_on)),
    CONSTRAINT closure_taken_back_was_entered CHECK (((replaces_id IS NOT NULL) OR (NOT is_off)))
);
ALTER TABLE public.fulfillment_closure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_closure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_closurejob (
    closure_id bigint NOT NULL,
    done_through bigint NOT NULL,
    total integer NOT NULL,
    looked_at integer NOT NULL,
    moved integer NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT fulfillment_closurejob_looked_at_check CHECK ((looked_at >= 0)),
    CONSTRAINT fulfillment_closurejob_moved_check CHECK ((moved >= 0)),
    CONSTRAINT fulfillment_closurejob_total_check CHECK ((total >= 0))
);
CREATE TABLE public.fulfillment_counterreceipt (
    id bigint NOT NULL,
    file character varying(200) NOT NULL,
    digest character varying(64) NOT NULL,
    by character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    label_id bigint NOT NULL
);
ALTER TABLE public.fulfillment_counterreceipt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_counterreceipt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_crossing (
    id bigint NOT NULL,
    value_cents bigint,
    permit character varying(60) NOT NULL,
    scanned_at timestamp with time zone,
    scanned_by character varying(100) NOT NULL,
    checked_at timestamp with time zone,
    checked_by character varying(100) NOT NULL,
    line_id bigint NOT NULL,
    transfer_id bigint NOT NULL,
    CONSTRAINT fulfillment_crossing_value_cents_check CHECK ((value_cents >= 0))
);
ALTER TABLE public.fulfillment_crossing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_crossing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_crossingcheck (
    id bigint NOT NULL,
    outcome character varying(10) NOT NULL,
    words character varying(300) NOT NULL,
    in_the_box character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(100) NOT NULL,
    crossing_id bigint NOT NULL,
    line_id bigint NOT NULL,
    CONSTRAINT crossing_check_outcome_known CHECK (((outcome)::text = ANY ((ARRAY['right'::character varying, 'damaged'::character varying, 'wrong'::character varying, 'missing'::character varying])::text[])))
);
ALTER TABLE public.fulfillment_crossingcheck ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_crossingcheck_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_crossingphoto (
    id bigint NOT NULL,
    file character varying(200) NOT NULL,
    digest character varying(64) NOT NULL,
    by character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    check_of_id bigint NOT NULL
);
ALTER TABLE public.fulfillment_crossingphoto ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_crossingphoto_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_delay (
    id bigint NOT NULL,
    number integer NOT NULL,
    old_by date NOT NULL,
    new_by date,
    arrives_from date,
    arrives_by date,
    why character varying(300) NOT NULL,
    steps jsonb NOT NULL,
    silence character varying(10) NOT NULL,
    found_at timestamp with time zone NOT NULL,
    notice_by timestamp with time zone NOT NULL,
    decides_at timestamp with time zone NOT NULL,
    answer character varying(10) NOT NULL,
    answered_at timestamp with time zone,
    outcome character varying(10) NOT NULL,
    ended_at timestamp with time zone,
    refund_due_on date,
    order_id bigint NOT NULL,
    standing_id bigint NOT NULL,
    CONSTRAINT fulfillment_delay_number_check CHECK ((number >= 0))
);
ALTER TABLE public.fulfillment_delay ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_delay_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_label (
    id bigint NOT NULL,
    not_before timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    problem text NOT NULL,
    reference character varying(35) NOT NULL,
    carrier character varying(30) NOT NULL,
    state character varying(10) NOT NULL,
    by character varying(100) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    number character varying(40) NOT NULL,
    service character varying(60) NOT NULL,
    file character varying(200) NOT NULL,
    cents integer,
    signature character varying(60) NOT NULL,
    declared_cents bigint,
    ended_at timestamp with time zone,
    parcel_id bigint NOT NULL,
    CONSTRAINT fulfillment_label_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT fulfillment_label_cents_check CHECK ((cents >= 0)),
    CONSTRAINT fulfillment_label_declared_cents_check CHECK ((declared_cents >= 0)),
    CONSTRAINT label_state_known CHECK (((state)::text = ANY ((ARRAY['asked'::character varying, 'unsure'::character varying, 'bought'::character varying, 'refused'::character varying, 'voiding'::character varying, 'voided'::character varying, 'lost'::character varying])::text[])))
);
ALTER TABLE public.fulfillment_label ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_label_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_packingphoto (
    id bigint NOT NULL,
    file character varying(200) NOT NULL,
    digest character varying(64) NOT NULL,
    by character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    parcel_id bigint NOT NULL
);
ALTER TABLE public.fulfillment_packingphoto ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_packingphoto_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_parcel (
    id bigint NOT NULL,
    key character varying(30) NOT NULL,
    by character varying(100) NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    passed jsonb NOT NULL,
    set_aside_at timestamp with time zone,
    set_aside_why character varying(500) NOT NULL,
    grams integer,
    length_mm integer,
    width_mm integer,
    height_mm integer,
    seal character varying(40) NOT NULL,
    closed_at timestamp with time zone,
    carrier character varying(30) NOT NULL,
    carrier_reason character varying(300) NOT NULL,
    left_at timestamp with time zone,
    left_how character varying(200) NOT NULL,
    status character varying(20) NOT NULL,
    status_at timestamp with time zone,
    exception_kind character varying(20) NOT NULL,
    exception_text character varying(300) NOT NULL,
    exception_place character varying(120) NOT NULL,
    exception_at timestamp with time zone,
    delivered_at timestamp with time zone,
    signed_by character varying(100) NOT NULL,
    expected_on date,
    transit_days integer,
    asked_at timestamp with time zone,
    proof character varying(200) NOT NULL,
    proof_asked_at timestamp with time zone,
    order_id bigint NOT NULL,
    CONSTRAINT fulfillment_parcel_grams_check CHECK ((grams >= 0)),
    CONSTRAINT fulfillment_parcel_height_mm_check CHECK ((height_mm >= 0)),
    CONSTRAINT fulfillment_parcel_length_mm_check CHECK ((length_mm >= 0)),
    CONSTRAINT fulfillment_parcel_transit_days_check CHECK ((transit_days >= 0)),
    CONSTRAINT fulfillment_parcel_width_mm_check CHECK ((width_mm >= 0)),
    CONSTRAINT parcel_status_known CHECK (((status)::text = ANY ((ARRAY['announced'::character varying, 'accepted'::character varying, 'moving'::character varying, 'delayed'::character varying, 'missing'::character varying, 'damaged'::character varying, 'lost'::character varying, 'elsewhere'::character varying, 'out_for_delivery'::character varying, 'attempted'::character varying, 'held'::character varying, 'returning'::character varying, 'returned'::character varying, 'delivered'::character varying, 'unsigned'::character varying, 'cancelled'::character varying])::text[])))
);
ALTER TABLE public.fulfillment_parcel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_parcel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_parcelback (
    id bigint NOT NULL,
    key character varying(35) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_by character varying(100) NOT NULL,
    grams integer,
    length_mm integer,
    width_mm integer,
    height_mm integer,
    packed_at timestamp with time zone,
    packed_by character varying(100) NOT NULL,
    carrier character varying(30) NOT NULL,
    carrier_reason character varying(300) NOT NULL,
    label character varying(10) NOT NULL,
    not_before timestamp with time zone,
    attempts integer NOT NULL,
    problem text NOT NULL,
    number character varying(40) NOT NULL,
    by_hand_why character varying(300) NOT NULL,
    service character varying(60) NOT NULL,
    file character varying(200) NOT NULL,
    cents integer,
    signature character varying(60) NOT NULL,
    declared_cents bigint,
    left_at timestamp with time zone,
    left_how character varying(200) NOT NULL,
    status character varying(20) NOT NULL,
    tracked_at timestamp with time zone,
    delivered_at timestamp with time zone,
    signed_by character varying(100) NOT NULL,
    ended_at timestamp with time zone,
    ended_how character varying(20) NOT NULL,
    ended_sentence character varying(300) NOT NULL,
    returned_id bigint NOT NULL,
    CONSTRAINT fulfillment_parcelback_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT fulfillment_parcelback_cents_check CHECK ((cents >= 0)),
    CONSTRAINT fulfillment_parcelback_declared_cents_check CHECK ((declared_cents >= 0)),
    CONSTRAINT fulfillment_parcelback_grams_check CHECK ((grams >= 0)),
    CONSTRAINT fulfillment_parcelback_height_mm_check CHECK ((height_mm >= 0)),
    CONSTRAINT fulfillment_parcelback_length_mm_check CHECK ((length_mm >= 0)),
    CONSTRAINT fulfillment_parcelback_width_mm_check CHECK ((width_mm >= 0)),
    CONSTRAINT parcel_back_end_known CHECK (((ended_how)::text = ANY ((ARRAY[''::character varying, 'delivered'::character varying, 'came_back'::character varying, 'lost'::character varying, 'nothing'::character varying])::text[]))),
    CONSTRAINT parcel_back_label_known CHECK (((label)::text = ANY ((ARRAY[''::character varying, 'asked'::character varying, 'bought'::character varying, 'failed'::character varying])::text[])))
);
ALTER TABLE public.fulfillment_parcelback ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_parcelback_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_parcelline (
    id bigint NOT NULL,
    scanned_at timestamp with time zone,
    "out" boolean NOT NULL,
    line_id bigint NOT NULL,
    parcel_id bigint NOT NULL
);
ALTER TABLE public.fulfillment_parcelline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_parcelline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_pickup (
    id bigint NOT NULL,
    carrier character varying(30) NOT NULL,
    "on" date NOT NULL,
    parcels integer NOT NULL,
    by character varying(100) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    confirmation character varying(60) NOT NULL,
    problem character varying(500) NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT fulfillment_pickup_parcels_check CHECK ((parcels >= 0))
);
ALTER TABLE public.fulfillment_pickup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_pickup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_promisestatus (
    id bigint NOT NULL,
    warehouse character varying(2) NOT NULL,
    ship_by date NOT NULL,
    arrives_from date NOT NULL,
    arrives_by date NOT NULL,
    unknown_why character varying(200) NOT NULL,
    rounds integer NOT NULL,
    shipped_at timestamp with time zone,
    ended_at timestamp with time zone,
    order_id bigint NOT NULL,
    CONSTRAINT fulfillment_promisestatus_rounds_check CHECK ((rounds >= 0))
);
ALTER TABLE public.fulfillment_promisestatus ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_promisestatus_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_return (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    request_key character varying(12) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    reason character varying(300) NOT NULL,
    may_resend boolean NOT NULL,
    answer_by timestamp with time zone,
    answer character varying(10) NOT NULL,
    answered_at timestamp with time zone,
    answered_by character varying(100) NOT NULL,
    refund_asked_at timestamp with time zone,
    send_by date,
    shipped_at timestamp with time zone,
    arrived_at timestamp with time zone,
    received_at timestamp with time zone,
    received_by character varying(100) NOT NULL,
    ended_at timestamp with time zone,
    ended_how character varying(20) NOT NULL,
    order_id bigint NOT NULL,
    parcel_id bigint,
    CONSTRAINT return_answer_known CHECK (((answer)::text = ANY ((ARRAY[''::character varying, 'resend'::character varying, 'cancel'::character varying])::text[])))
);
ALTER TABLE public.fulfillment_return ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_return_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_returnedpiece (
    id bigint NOT NULL,
    condition character varying(10) NOT NULL,
    note character varying(300) NOT NULL,
    scanned_at timestamp with time zone,
    line_id bigint NOT NULL,
    returned_id bigint NOT NULL,
    CONSTRAINT returned_condition_known CHECK (((condition)::text = ANY ((ARRAY[''::character varying, 'sound'::character varying, 'damaged'::character varying, 'missing'::character varying])::text[])))
);
ALTER TABLE public.fulfillment_returnedpiece ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_returnedpiece_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_returnlabel (
    id bigint NOT NULL,
    not_before timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    problem text NOT NULL,
    reference character varying(35) NOT NULL,
    carrier character varying(30) NOT NULL,
    state character varying(10) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    number character varying(40) NOT NULL,
    service character varying(60) NOT NULL,
    file character varying(200) NOT NULL,
    cents integer,
    bought_at timestamp with time zone,
    usable_until timestamp with time zone,
    tracked_at timestamp with time zone,
    returned_id bigint NOT NULL,
    CONSTRAINT fulfillment_returnlabel_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT fulfillment_returnlabel_cents_check CHECK ((cents >= 0)),
    CONSTRAINT return_label_state_known CHECK (((state)::text = ANY ((ARRAY['asked'::character varying, 'bought'::character varying, 'failed'::character varying])::text[])))
);
ALTER TABLE public.fulfillment_returnlabel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_returnlabel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_returnphoto (
    id bigint NOT NULL,
    file character varying(200) NOT NULL,
    digest character varying(64) NOT NULL,
    by character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    parcel_back_id bigint,
    returned_id bigint NOT NULL
);
ALTER TABLE public.fulfillment_returnphoto ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_returnphoto_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_scan (
    id bigint NOT NULL,
    carrier character varying(30) NOT NULL,
    number character varying(40) NOT NULL,
    digest character varying(64) NOT NULL,
    status character varying(20) NOT NULL,
    code character varying(20) NOT NULL,
    carrier_text character varying(300) NOT NULL,
    at timestamp with time zone,
    place character varying(120) NOT NULL,
    signed_by character varying(100) NOT NULL,
    expected_on date,
    raw jsonb NOT NULL,
    held jsonb NOT NULL,
    facts jsonb NOT NULL,
    heard_at timestamp with time zone NOT NULL,
    how character varying(10) NOT NULL
);
ALTER TABLE public.fulfillment_scan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_scan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fulfillment_shelflocation (
    item_id bigint NOT NULL,
    shelf character varying(20) NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(100) NOT NULL
);
CREATE TABLE public.fulfillment_transfer (
    id bigint NOT NULL,
    key character varying(20) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    by character varying(100) NOT NULL,
    carrier character varying(30) NOT NULL,
    number character varying(40) NOT NULL,
    dispatched_at timestamp with time zone,
    at_customs_at timestamp with time zone,
    cleared_at timestamp with time zone,
    landed_at timestamp with time zone,
    expected_on date,
    late_why character varying(200) NOT NULL,
    unknown boolean NOT NULL,
    ended_at timestamp with time zone
);
ALTER TABLE public.fulfillment_transfer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfillment_transfer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.notifications_mailallowance (
    id bigint NOT NULL,
    purpose character varying(20) NOT NULL,
    scope character varying(10) NOT NULL,
    key character varying(64) NOT NULL,
    day date NOT NULL,
    used integer NOT NULL,
    CONSTRAINT notifications_mailallowance_used_check CHECK ((used >= 0))
);
ALTER TABLE public.notifications_mailallowance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_mailallowance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.notifications_notification (
    id bigint NOT NULL,
    not_before timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    problem text NOT NULL,
    about character varying(40) NOT NULL,
    kind character varying(30) NOT NULL,
    message_id character varying(200) NOT NULL,
    "to" character varying(254) NOT NULL,
    subject character varying(200) NOT NULL,
    text text NOT NULL,
    html text NOT NULL,
    in_reply_to character varying(260) NOT NULL,
    thread text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    refused_at timestamp with time zone,
    event_id bigint,
    item_event_id bigint,
    search_id bigint,
    CONSTRAINT notifications_notification_attempts_check CHECK ((attempts >= 0))
);
ALTER TABLE public.notifications_notification ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.notifications_resend (
    id bigint NOT NULL,
    not_before timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    problem text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    refused_at timestamp with time zone,
    notice_id bigint NOT NULL,
    CONSTRAINT notifications_resend_attempts_check CHECK ((attempts >= 0))
);
ALTER TABLE public.notifications_resend ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_resend_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.notifications_savedsearch (
    id bigint NOT NULL,
    key character varying(60) NOT NULL,
    email character varying(254) NOT NULL,
    asked character varying(1000) NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    ended_at timestamp with time zone,
    told_until timestamp with time zone NOT NULL,
    checked_at timestamp with time zone NOT NULL
);
ALTER TABLE public.notifications_savedsearch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_savedsearch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.notifications_sentcopy (
    id bigint NOT NULL,
    provider character varying(40) NOT NULL,
    provider_id character varying(300) NOT NULL,
    handed_over_at timestamp with time zone,
    delivered_at timestamp with time zone,
    bounced_at timestamp with time zone,
    complained_at timestamp with time zone,
    reason character varying(300) NOT NULL,
    notice_id bigint NOT NULL,
    repeat_id bigint
);
ALTER TABLE public.notifications_sentcopy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_sentcopy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.notifications_unmatchedreport (
    id bigint NOT NULL,
    provider character varying(40) NOT NULL,
    provider_id character varying(300) NOT NULL,
    kind character varying(20) NOT NULL,
    at timestamp with time zone NOT NULL,
    server_response character varying(300) NOT NULL,
    received_at timestamp with time zone NOT NULL
);
ALTER TABLE public.notifications_unmatchedreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_unmatchedreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.operations_heartbeat (
    id bigint NOT NULL,
    worker character varying(100) NOT NULL,
    since timestamp with time zone NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE public.operations_heartbeat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.operations_heartbeat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_event (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(100) NOT NULL,
    facts jsonb NOT NULL,
    line_id bigint,
    order_id bigint NOT NULL
);
ALTER TABLE public.orders_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_line (
    id bigint NOT NULL,
    title character varying(200) NOT NULL,
    listing jsonb NOT NULL,
    warehouse character varying(2) NOT NULL,
    weight_grams integer NOT NULL,
    price_cents bigint NOT NULL,
    tax_cents bigint NOT NULL,
    state character varying(20) NOT NULL,
    item_id bigint NOT NULL,
    order_id bigint NOT NULL,
    CONSTRAINT line_state_known CHECK (((state)::text = ANY ((ARRAY['placed'::character varying, 'in_japan'::character varying, 'in_transfer'::character varying, 'processed'::character varying, 'shipped'::character varying, 'delivered'::character varying, 'cancelled'::character varying, 'lost'::character varying, 'returned'::character varying, 'restocked'::character varying])::text[]))),
    CONSTRAINT orders_line_price_cents_check CHECK ((price_cents >= 0)),
    CONSTRAINT orders_line_tax_cents_check CHECK ((tax_cents >= 0)),
    CONSTRAINT orders_line_weight_grams_check CHECK ((weight_grams >= 0))
);
ALTER TABLE public.orders_line ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_order (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    link_hash character varying(64) NOT NULL,
    checkout_key character varying(64) NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    method character varying(30) NOT NULL,
    carrier character varying(30) NOT NULL,
    ship_to_state character varying(2) NOT NULL,
    ship_to_zip character varying(5) NOT NULL,
    promises jsonb NOT NULL,
    tax jsonb NOT NULL,
    agreed jsonb NOT NULL,
    items_cents bigint NOT NULL,
    shipping_cents bigint NOT NULL,
    tax_cents bigint NOT NULL,
    total_cents bigint NOT NULL,
    policy_id character varying(64) NOT NULL,
    CONSTRAINT order_ties_out CHECK ((total_cents = ((items_cents + shipping_cents) + tax_cents))),
    CONSTRAINT orders_order_items_cents_check CHECK ((items_cents >= 0)),
    CONSTRAINT orders_order_shipping_cents_check CHECK ((shipping_cents >= 0)),
    CONSTRAINT orders_order_tax_cents_check CHECK ((tax_cents >= 0)),
    CONSTRAINT orders_order_total_cents_check CHECK ((total_cents >= 0))
);
ALTER TABLE public.orders_order ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_publication (
    id bigint NOT NULL,
    in_force_from timestamp with time zone NOT NULL,
    published_at timestamp with time zone NOT NULL,
    proposed_by character varying(100) NOT NULL,
    approved_by character varying(100) NOT NULL,
    policy_id character varying(64) NOT NULL,
    CONSTRAINT published_before_in_force CHECK ((in_force_from >= published_at)),
    CONSTRAINT published_by_two CHECK ((NOT ((proposed_by)::text = (approved_by)::text)))
);
ALTER TABLE public.orders_publication ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_publication_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.orders_publishedpolicy (
    digest character varying(64) NOT NULL,
    name character varying(40) NOT NULL,
    effective_on date NOT NULL,
    source text NOT NULL
);
CREATE TABLE public.orders_queueentry (
    order_id bigint NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    cancellable_until timestamp with time zone,
    holds integer NOT NULL,
    ready_pieces integer NOT NULL,
    claimed boolean NOT NULL,
    CONSTRAINT orders_queueentry_ready_pieces_check CHECK ((ready_pieces >= 0))
);
CREATE TABLE public.orders_recipient (
    order_id bigint NOT NULL,
    email character varying(254) NOT NULL,
    name character varying(100) NOT NULL,
    phone character varying(30) NOT NULL,
    street character varying(100) NOT NULL,
    street2 character varying(100) NOT NULL,
    city character varying(60) NOT NULL,
    hold_at character varying(20) NOT NULL,
    hold_name character varying(60) NOT NULL,
    hold_hours character varying(200) NOT NULL
);
CREATE TABLE public.payments_approval (
    id bigint NOT NULL,
    key character varying(60) NOT NULL,
    parts jsonb NOT NULL,
    amount_cents bigint NOT NULL,
    reason character varying(200) NOT NULL,
    by character varying(100) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_by character varying(100) NOT NULL,
    decided_at timestamp with time zone,
    agreed boolean NOT NULL,
    payment_id bigint NOT NULL,
    CONSTRAINT approval_by_another CHECK ((NOT ((by)::text = (decided_by)::text))),
    CONSTRAINT payments_approval_amount_cents_check CHECK ((amount_cents >= 0))
);
ALTER TABLE public.payments_approval ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_approval_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.payments_dispute (
    id bigint NOT NULL,
    provider_id character varying(255) NOT NULL,
    amount_cents bigint NOT NULL,
    reason character varying(60) NOT NULL,
    status character varying(40) NOT NULL,
    answer_by timestamp with time zone,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    payment_id bigint NOT NULL,
    CONSTRAINT payments_dispute_amount_cents_check CHECK ((amount_cents >= 0))
);
ALTER TABLE public.payments_dispute ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_dispute_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.payments_payment (
    id bigint NOT NULL,
    key character varying(64) NOT NULL,
    amount_cents bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    session_id character varying(255),
    session_url text NOT NULL,
    intent_id character varying(255),
    charge_id character varying(255) NOT NULL,
    state character varying(20) NOT NULL,
    capture_before timestamp with time zone,
    checks jsonb NOT NULL,
    captured_cents bigint NOT NULL,
    refunded_cents bigint NOT NULL,
    order_id bigint,
    was_for_id bigint,
    request_id bigint,
    CONSTRAINT payment_captured_once CHECK ((captured_cents <= amount_cents)),
    CONSTRAINT payment_refunds_within_what_was_captured CHECK ((refunded_cents <= captured_cents)),
    CONSTRAINT payment_state_known CHECK (((state)::text = ANY ((ARRAY['started'::character varying, 'authorized'::character varying, 'captured'::character varying, 'releasing'::character varying, 'voided'::character varying, 'lapsed'::character varying])::text[]))),
    CONSTRAINT payments_payment_amount_cents_check CHECK ((amount_cents >= 0)),
    CONSTRAINT payments_payment_captured_cents_check CHECK ((captured_cents >= 0)),
    CONSTRAINT payments_payment_refunded_cents_check CHECK ((refunded_cents >= 0))
);
ALTER TABLE public.payments_payment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_payment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.payments_paymentoperation (
    id bigint NOT NULL,
    not_before timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    problem text NOT NULL,
    kind character varying(10) NOT NULL,
    amount_cents bigint NOT NULL,
    key character varying(100) NOT NULL,
    reason character varying(200) NOT NULL,
    parts jsonb NOT NULL,
    by character varying(100) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    due_on date,
    done_at timestamp with time zone,
    failed boolean NOT NULL,
    reference character varying(255) NOT NULL,
    payment_id bigint NOT NULL,
    CONSTRAINT operation_kind_known CHECK (((kind)::text = ANY ((ARRAY['capture'::character varying, 'void'::character varying, 'refund'::character varying])::text[]))),
    CONSTRAINT payments_paymentoperation_amount_cents_check CHECK ((amount_cents >= 0)),
    CONSTRAINT payments_paymentoperation_attempts_check CHECK ((attempts >= 0))
);
ALTER TABLE public.payments_paymentoperation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_paymentoperation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.payments_paymentrequest (
    id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    by character varying(100) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    pay_by timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    outcome character varying(10) NOT NULL,
    order_id bigint NOT NULL
);
ALTER TABLE public.payments_paymentrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_paymentrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.payments_reconciliation (
    id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    payments integer NOT NULL,
    differences jsonb NOT NULL,
    CONSTRAINT payments_reconciliation_payments_check CHECK ((payments >= 0))
);
ALTER TABLE public.payments_reconciliation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_reconciliation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.payments_webhookevent (
    id bigint NOT NULL,
    not_before timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    problem text NOT NULL,
    provider_id character varying(255) NOT NULL,
    kind character varying(100) NOT NULL,
    about character varying(255) NOT NULL,
    payload jsonb NOT NULL,
    received_at timestamp with time zone NOT NULL,
    handled_at timestamp with time zone,
    CONSTRAINT payments_webhookevent_attempts_check CHECK ((attempts >= 0))
);
ALTER TABLE public.payments_webhookevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_webhookevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.publishing_draft (
    id bigint NOT NULL,
    text text NOT NULL,
    digest character varying(64) NOT NULL,
    number integer NOT NULL,
    based_on character varying(64) NOT NULL,
    by character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT publishing_draft_number_check CHECK ((number >= 0))
);
ALTER TABLE public.publishing_draft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.publishing_draft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.publishing_policyevent (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(100) NOT NULL,
    facts jsonb NOT NULL
);
ALTER TABLE public.publishing_policyevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.publishing_policyevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.publishing_proposal (
    id bigint NOT NULL,
    text text NOT NULL,
    digest character varying(64) NOT NULL,
    first_day date NOT NULL,
    reason character varying(500) NOT NULL,
    by character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    state character varying(12) NOT NULL,
    decided_by character varying(100) NOT NULL,
    decided_at timestamp with time zone,
    draft_id bigint NOT NULL,
    publication_id bigint,
    CONSTRAINT proposal_state_known CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'published'::character varying, 'declined'::character varying, 'withdrawn'::character varying])::text[])))
);
ALTER TABLE public.publishing_proposal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.publishing_proposal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.publishing_whatif (
    id bigint NOT NULL,
    not_before timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    problem text NOT NULL,
    text text NOT NULL,
    digest character varying(64) NOT NULL,
    name character varying(40) NOT NULL,
    draft integer NOT NULL,
    by character varying(100) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    state character varying(12) NOT NULL,
    until bigint NOT NULL,
    done_through bigint NOT NULL,
    slices integer NOT NULL,
    looked_at integer NOT NULL,
    total integer NOT NULL,
    ended_at timestamp with time zone,
    result jsonb NOT NULL,
    CONSTRAINT publishing_whatif_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT publishing_whatif_draft_check CHECK ((draft >= 0)),
    CONSTRAINT publishing_whatif_looked_at_check CHECK ((looked_at >= 0)),
    CONSTRAINT publishing_whatif_slices_check CHECK ((slices >= 0)),
    CONSTRAINT publishing_whatif_total_check CHECK ((total >= 0)),
    CONSTRAINT what_if_state_known CHECK (((state)::text = ANY ((ARRAY['running'::character varying, 'done'::character varying, 'stopped'::character varying])::text[])))
);
ALTER TABLE public.publishing_whatif ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.publishing_whatif_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.scanning_heldupload (
    id bigint NOT NULL,
    not_before timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    problem text NOT NULL,
    key character varying(24) NOT NULL,
    purpose character varying(20) NOT NULL,
    subject character varying(80) NOT NULL,
    order_number character varying(40) NOT NULL,
    name character varying(200) NOT NULL,
    facts jsonb NOT NULL,
    file character varying(200) NOT NULL,
    digest character varying(64) NOT NULL,
    by character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    ended_at timestamp with time zone,
    outcome character varying(300) NOT NULL,
    CONSTRAINT held_upload_state_known CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'clean'::character varying, 'refused'::character varying, 'infected'::character varying])::text[]))),
    CONSTRAINT scanning_heldupload_attempts_check CHECK ((attempts >= 0))
);
ALTER TABLE public.scanning_heldupload ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scanning_heldupload_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.scorecard_case (
    id bigint NOT NULL,
    measure character varying(30) NOT NULL,
    about character varying(60) NOT NULL,
    lane character varying(40) NOT NULL,
    decided_on date NOT NULL,
    week date NOT NULL,
    kept boolean,
    late_at timestamp with time zone,
    outcome character varying(20) NOT NULL,
    order_id bigint NOT NULL
);
ALTER TABLE public.scorecard_case ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scorecard_case_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.scorecard_publicscorecard (
    id bigint NOT NULL,
    shown boolean NOT NULL,
    after bigint NOT NULL,
    by character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT scorecard_publicscorecard_after_check CHECK ((after >= 0))
);
ALTER TABLE public.scorecard_publicscorecard ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scorecard_publicscorecard_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.scorecard_reading (
    id bigint NOT NULL,
    "position" bigint NOT NULL,
    version integer NOT NULL,
    read_at timestamp with time zone,
    CONSTRAINT scorecard_reading_version_check CHECK ((version >= 0))
);
ALTER TABLE public.scorecard_reading ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scorecard_reading_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.scorecard_sheet (
    order_id bigint NOT NULL,
    events integer NOT NULL,
    version integer NOT NULL,
    CONSTRAINT scorecard_sheet_events_check CHECK ((events >= 0)),
    CONSTRAINT scorecard_sheet_version_check CHECK ((version >= 0))
);
CREATE TABLE public.troth_cache (
    cache_key character varying(255) NOT NULL,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE TABLE public.usersessions_usersession (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ip inet NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    session_key character varying(40) NOT NULL,
    user_agent character varying(200) NOT NULL,
    data jsonb NOT NULL,
    user_id integer NOT NULL
);
ALTER TABLE public.usersessions_usersession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.usersessions_usersession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.worklist_task (
    id bigint NOT NULL,
    key character varying(80) NOT NULL,
    kind character varying(40) NOT NULL,
    role character varying(20) NOT NULL,
    title character varying(200) NOT NULL,
    detail text NOT NULL,
    link character varying(200) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    owner character varying(150) NOT NULL,
    closed_at timestamp with time zone,
    closed_by character varying(150) NOT NULL,
    outcome character varying(500) NOT NULL,
    order_id bigint,
    CONSTRAINT task_closed_by_somebody CHECK (((closed_at IS NULL) OR (NOT ((closed_by)::text = ''::text)))),
    CONSTRAINT task_role_known CHECK (((role)::text = ANY ((ARRAY['care'::character varying, 'warehouse'::character varying, 'authenticator'::character varying, 'finance'::character varying, 'owner'::character varying])::text[])))
);
ALTER TABLE public.worklist_task ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.worklist_task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
INSERT INTO public.auth_group VALUES (1, 'care');
INSERT INTO public.auth_group VALUES (2, 'warehouse');
INSERT INTO public.auth_group VALUES (3, 'authenticator');
INSERT INTO public.auth_group VALUES (4, 'finance');
INSERT INTO public.auth_group VALUES (5, 'owner');
INSERT INTO public.auth_group_permissions VALUES (1, 1, 137);
INSERT INTO public.auth_group_permissions VALUES (2, 3, 64);
INSERT INTO public.auth_group_permissions VALUES (3, 3, 69);
INSERT INTO public.auth_group_permissions VALUES (4, 4, 137);
INSERT INTO public.auth_group_permissions VALUES (5, 5, 64);
INSERT INTO public.auth_group_permissions VALUES (6, 5, 137);
INSERT INTO public.auth_group_permissions VALUES (7, 5, 69);
INSERT INTO public.auth_permission VALUES (1, 'Can add permission', 1, 'add_permission');
INSERT INTO public.auth_permission VALUES (2, 'Can change permission', 1, 'change_permission');
INSERT INTO public.auth_permission VALUES (3, 'Can delete permission', 1, 'delete_permission');
INSERT INTO public.auth_permission VALUES (4, 'Can view permission', 1, 'view_permission');
INSERT INTO public.auth_permission VALUES (5, 'Can add group', 2, 'add_group');
INSERT INTO public.auth_permission VALUES (6, 'Can change group', 2, 'change_group');
INSERT INTO public.auth_permission VALUES (7, 'Can delete group', 2, 'delete_group');
INSERT INTO public.auth_permission VALUES (8, 'Can view group', 2, 'view_group');
INSERT INTO public.auth_permission VALUES (9, 'Can add user', 3, 'add_user');
INSERT INTO public.auth_permission VALUES (10, 'Can change user', 3, 'change_user');
INSERT INTO public.auth_permission VALUES (11, 'Can delete user', 3, 'delete_user');
INSERT INTO public.auth_permission VALUES (12, 'Can view user', 3, 'view_user');
INSERT INTO public.auth_permission VALUES (13, 'Can add content type', 4, 'add_contenttype');
INSERT INTO public.auth_permission VALUES (14, 'Can change content type', 4, 'change_contenttype');
INSERT INTO public.auth_permission VALUES (15, 'Can delete content type', 4, 'delete_contenttype');
INSERT INTO public.auth_permission VALUES (16, 'Can view content type', 4, 'view_contenttype');
INSERT INTO public.auth_permission VALUES (17, 'Can add session', 5, 'add_session');
INSERT INTO public.auth_permission VALUES (18, 'Can change session', 5, 'change_session');
INSERT INTO public.auth_permission VALUES (19, 'Can delete session', 5, 'delete_session');
INSERT INTO public.auth_permission VALUES (20, 'Can view session', 5, 'view_session');
INSERT INTO public.auth_permission VALUES (21, 'Can add Task Result', 6, 'add_dbtaskresult');
INSERT INTO public.auth_permission VALUES (22, 'Can change Task Result', 6, 'change_dbtaskresult');
INSERT INTO public.auth_permission VALUES (23, 'Can delete Task Result', 6, 'delete_dbtaskresult');
INSERT INTO public.auth_permission VALUES (24, 'Can view Task Result', 6, 'view_dbtaskresult');
INSERT INTO public.auth_permission VALUES (25, 'Can add access record', 7, 'add_accessrecord');
INSERT INTO public.auth_permission VALUES (26, 'Can change access record', 7, 'change_accessrecord');
INSERT INTO public.auth_permission VALUES (27, 'Can delete access record', 7, 'delete_accessrecord');
INSERT INTO public.auth_permission VALUES (28, 'Can view access record', 7, 'view_accessrecord');
INSERT INTO public.auth_permission VALUES (29, 'Can add held upload', 8, 'add_heldupload');
INSERT INTO public.auth_permission VALUES (30, 'Can change held upload', 8, 'change_heldupload');
INSERT INTO public.auth_permission VALUES (31, 'Can delete held upload', 8, 'delete_heldupload');
INSERT INTO public.auth_permission VALUES (32, 'Can view held upload', 8, 'view_heldupload');
INSERT INTO public.auth_permission VALUES (33, 'Can add approval request', 9, 'add_approvalrequest');
INSERT INTO public.auth_permission VALUES (34, 'Can change approval request', 9, 'change_approvalrequest');
INSERT INTO public.auth_permission VALUES (35, 'Can delete approval request', 9, 'delete_approvalrequest');
INSERT INTO public.auth_permission VALUES (36, 'Can view approval request', 9, 'view_approvalrequest');
INSERT INTO public.auth_permission VALUES (37, 'Can add item', 10, 'add_item');
INSERT INTO public.auth_permission VALUES (38, 'Can change item', 10, 'change_item');
INSERT INTO public.auth_permission VALUES (39, 'Can delete item', 10, 'delete_item');
INSERT INTO public.auth_permission VALUES (40, 'Can view item', 10, 'view_item');
INSERT INTO public.auth_permission VALUES (41, 'Can add item event', 11, 'add_itemevent');
INSERT INTO public.auth_permission VALUES (42, 'Can change item event', 11, 'change_itemevent');
INSERT INTO public.auth_permission VALUES (43, 'Can delete item event', 11, 'delete_itemevent');
INSERT INTO public.auth_permission VALUES (44, 'Can view item event', 11, 'view_itemevent');
INSERT INTO public.auth_permission VALUES (45, 'Can add listing rule', 12, 'add_listingrule');
INSERT INTO public.auth_permission VALUES (46, 'Can change listing rule', 12, 'change_listingrule');
INSERT INTO public.auth_permission VALUES (47, 'Can delete listing rule', 12, 'delete_listingrule');
INSERT INTO public.auth_permission VALUES (48, 'Can view listing rule', 12, 'view_listingrule');
INSERT INTO public.auth_permission VALUES (49, 'Can add photo', 13, 'add_photo');
INSERT INTO public.auth_permission VALUES (50, 'Can change photo', 13, 'change_photo');
INSERT INTO public.auth_permission VALUES (51, 'Can delete photo', 13, 'delete_photo');
INSERT INTO public.auth_permission VALUES (52, 'Can view photo', 13, 'view_photo');
INSERT INTO public.auth_permission VALUES (53, 'Can add production mark', 14, 'add_productionmark');
INSERT INTO public.auth_permission VALUES (54, 'Can change production mark', 14, 'change_productionmark');
INSERT INTO public.auth_permission VALUES (55, 'Can delete production mark', 14, 'delete_productionmark');
INSERT INTO public.auth_permission VALUES (56, 'Can view production mark', 14, 'view_productionmark');
INSERT INTO public.auth_permission VALUES (57, 'Can add reservation start', 15, 'add_reservationstart');
INSERT INTO public.auth_permission VALUES (58, 'Can change reservation start', 15, 'change_reservationstart');
INSERT INTO public.auth_permission VALUES (59, 'Can delete reservation start', 15, 'delete_reservationstart');
INSERT INTO public.auth_permission VALUES (60, 'Can view reservation start', 15, 'view_reservationstart');
INSERT INTO public.auth_permission VALUES (61, 'Can add voided serial', 16, 'add_voidedserial');
INSERT INTO public.auth_permission VALUES (62, 'Can change voided serial', 16, 'change_voidedserial');
INSERT INTO public.auth_permission VALUES (63, 'Can delete voided serial', 16, 'delete_voidedserial');
INSERT INTO public.auth_permission VALUES (64, 'Can view voided serial', 16, 'view_voidedserial');
INSERT INTO public.auth_permission VALUES (65, 'Can add withdrawal', 17, 'add_withdrawal');
INSERT INTO public.auth_permission VALUES (66, 'Can change withdrawal', 17, 'change_withdrawal');
INSERT INTO public.auth_permission VALUES (67, 'Can delete withdrawal', 17, 'delete_withdrawal');
INSERT INTO public.auth_permission VALUES (68, 'Can view withdrawal', 17, 'view_withdrawal');
INSERT INTO public.auth_permission VALUES (69, 'Can add evaluation', 18, 'add_evaluation');
INSERT INTO public.auth_permission VALUES (70, 'Can change evaluation', 18, 'change_evaluation');
INSERT INTO public.auth_permission VALUES (71, 'Can delete evaluation', 18, 'delete_evaluation');
INSERT INTO public.auth_permission VALUES (72, 'Can view evaluation', 18, 'view_evaluation');
INSERT INTO public.auth_permission VALUES (73, 'Can add evidence photo', 19, 'add_evidencephoto');
INSERT INTO public.auth_permission VALUES (74, 'Can change evidence photo', 19, 'change_evidencephoto');
INSERT INTO public.auth_permission VALUES (75, 'Can delete evidence photo', 19, 'delete_evidencephoto');
INSERT INTO public.auth_permission VALUES (76, 'Can view evidence photo', 19, 'view_evidencephoto');
INSERT INTO public.auth_permission VALUES (77, 'Can add reservation', 20, 'add_reservation');
INSERT INTO public.auth_permission VALUES (78, 'Can change reservation', 20, 'change_reservation');
INSERT INTO public.auth_permission VALUES (79, 'Can delete reservation', 20, 'delete_reservation');
INSERT INTO public.auth_permission VALUES (80, 'Can view reservation', 20, 'view_reservation');
INSERT INTO public.auth_permission VALUES (81, 'Can add order', 21, 'add_order');
INSERT INTO public.auth_permission VALUES (82, 'Can change order', 21, 'change_order');
INSERT INTO public.auth_permission VALUES (83, 'Can delete order', 21, 'delete_order');
INSERT INTO public.auth_permission VALUES (84, 'Can view order', 21, 'view_order');
INSERT INTO public.auth_permission VALUES (85, 'Can add published policy', 22, 'add_publishedpolicy');
INSERT INTO public.auth_permission VALUES (86, 'Can change published policy', 22, 'change_publishedpolicy');
INSERT INTO public.auth_permission VALUES (87, 'Can delete published policy', 22, 'delete_publishedpolicy');
INSERT INTO public.auth_permission VALUES (88, 'Can view published policy', 22, 'view_publishedpolicy');
INSERT INTO public.auth_permission VALUES (89, 'Can add line', 23, 'add_line');
INSERT INTO public.auth_permission VALUES (90, 'Can change line', 23, 'change_line');
INSERT INTO public.auth_permission VALUES (91, 'Can delete line', 23, 'delete_line');
INSERT INTO public.auth_permission VALUES (92, 'Can view line', 23, 'view_line');
INSERT INTO public.auth_permission VALUES (93, 'Can add recipient', 24, 'add_recipient');
INSERT INTO public.auth_permission VALUES (94, 'Can change recipient', 24, 'change_recipient');
INSERT INTO public.auth_permission VALUES (95, 'Can delete recipient', 24, 'delete_recipient');
INSERT INTO public.auth_permission VALUES (96, 'Can view recipient', 24, 'view_recipient');
INSERT INTO public.auth_permission VALUES (97, 'Can add event', 25, 'add_event');
INSERT INTO public.auth_permission VALUES (98, 'Can change event', 25, 'change_event');
INSERT INTO public.auth_permission VALUES (99, 'Can delete event', 25, 'delete_event');
INSERT INTO public.auth_permission VALUES (100, 'Can view event', 25, 'view_event');
INSERT INTO public.auth_permission VALUES (101, 'Can add publication', 26, 'add_publication');
INSERT INTO public.auth_permission VALUES (102, 'Can change publication', 26, 'change_publication');
INSERT INTO public.auth_permission VALUES (103, 'Can delete publication', 26, 'delete_publication');
INSERT INTO public.auth_permission VALUES (104, 'Can view publication', 26, 'view_publication');
INSERT INTO public.auth_permission VALUES (105, 'Can add queue entry', 27, 'add_queueentry');
INSERT INTO public.auth_permission VALUES (106, 'Can change queue entry', 27, 'change_queueentry');
INSERT INTO public.auth_permission VALUES (107, 'Can delete queue entry', 27, 'delete_queueentry');
INSERT INTO public.auth_permission VALUES (108, 'Can view queue entry', 27, 'view_queueentry');
INSERT INTO public.auth_permission VALUES (109, 'Can add task', 28, 'add_task');
INSERT INTO public.auth_permission VALUES (110, 'Can change task', 28, 'change_task');
INSERT INTO public.auth_permission VALUES (111, 'Can delete task', 28, 'delete_task');
INSERT INTO public.auth_permission VALUES (112, 'Can view task', 28, 'view_task');
INSERT INTO public.auth_permission VALUES (113, 'Can add reconciliation', 29, 'add_reconciliation');
INSERT INTO public.auth_permission VALUES (114, 'Can change reconciliation', 29, 'change_reconciliation');
INSERT INTO public.auth_permission VALUES (115, 'Can delete reconciliation', 29, 'delete_reconciliation');
INSERT INTO public.auth_permission VALUES (116, 'Can view reconciliation', 29, 'view_reconciliation');
INSERT INTO public.auth_permission VALUES (117, 'Can add payment', 30, 'add_payment');
INSERT INTO public.auth_permission VALUES (118, 'Can change payment', 30, 'change_payment');
INSERT INTO public.auth_permission VALUES (119, 'Can delete payment', 30, 'delete_payment');
INSERT INTO public.auth_permission VALUES (120, 'Can view payment', 30, 'view_payment');
INSERT INTO public.auth_permission VALUES (121, 'Can add dispute', 31, 'add_dispute');
INSERT INTO public.auth_permission VALUES (122, 'Can change dispute', 31, 'change_dispute');
INSERT INTO public.auth_permission VALUES (123, 'Can delete dispute', 31, 'delete_dispute');
INSERT INTO public.auth_permission VALUES (124, 'Can view dispute', 31, 'view_dispute');
INSERT INTO public.auth_permission VALUES (125, 'Can add payment request', 32, 'add_paymentrequest');
INSERT INTO public.auth_permission VALUES (126, 'Can change payment request', 32, 'change_paymentrequest');
INSERT INTO public.auth_permission VALUES (127, 'Can delete payment request', 32, 'delete_paymentrequest');
INSERT INTO public.auth_permission VALUES (128, 'Can view payment request', 32, 'view_paymentrequest');
INSERT INTO public.auth_permission VALUES (129, 'Can add webhook event', 33, 'add_webhookevent');
INSERT INTO public.auth_permission VALUES (130, 'Can change webhook event', 33, 'change_webhookevent');
INSERT INTO public.auth_permission VALUES (131, 'Can delete webhook event', 33, 'delete_webhookevent');
INSERT INTO public.auth_permission VALUES (132, 'Can view webhook event', 33, 'view_webhookevent');
INSERT INTO public.auth_permission VALUES (133, 'Can add approval', 34, 'add_approval');
INSERT INTO public.auth_permission VALUES (134, 'Can change approval', 34, 'change_approval');
INSERT INTO public.auth_permission VALUES (135, 'Can delete approval', 34, 'delete_approval');
INSERT INTO public.auth_permission VALUES (136, 'Can view approval', 34, 'view_approval');
INSERT INTO public.auth_permission VALUES (137, 'Can add payment operation', 35, 'add_paymentoperation');
INSERT INTO public.auth_permission VALUES (138, 'Can change payment operation', 35, 'change_paymentoperation');
INSERT INTO public.auth_permission VALUES (139, 'Can delete payment operation', 35, 'delete_paymentoperation');
INSERT INTO public.auth_permission VALUES (140, 'Can view payment operation', 35, 'view_paymentoperation');
INSERT INTO public.auth_permission VALUES (141, 'Can add checkout', 36, 'add_checkout');
INSERT INTO public.auth_permission VALUES (142, 'Can change checkout', 36, 'change_checkout');
INSERT INTO public.auth_permission VALUES (143, 'Can delete checkout', 36, 'delete_checkout');
INSERT INTO public.auth_permission VALUES (144, 'Can view checkout', 36, 'view_checkout');
INSERT INTO public.auth_permission VALUES (145, 'Can add carrier outage', 37, 'add_carrieroutage');
INSERT INTO public.auth_permission VALUES (146, 'Can change carrier outage', 37, 'change_carrieroutage');
INSERT INTO public.auth_permission VALUES (147, 'Can delete carrier outage', 37, 'delete_carrieroutage');
INSERT INTO public.auth_permission VALUES (148, 'Can view carrier outage', 37, 'view_carrieroutage');
INSERT INTO public.auth_permission VALUES (149, 'Can add closure', 38, 'add_closure');
INSERT INTO public.auth_permission VALUES (150, 'Can change closure', 38, 'change_closure');
INSERT INTO public.auth_permission VALUES (151, 'Can delete closure', 38, 'delete_closure');
INSERT INTO public.auth_permission VALUES (152, 'Can view closure', 38, 'view_closure');
INSERT INTO public.auth_permission VALUES (153, 'Can add label', 39, 'add_label');
INSERT INTO public.auth_permission VALUES (154, 'Can change label', 39, 'change_label');
INSERT INTO public.auth_permission VALUES (155, 'Can delete label', 39, 'delete_label');
INSERT INTO public.auth_permission VALUES (156, 'Can view label', 39, 'view_label');
INSERT INTO public.auth_permission VALUES (157, 'Can add shelf location', 40, 'add_shelflocation');
INSERT INTO public.auth_permission VALUES (158, 'Can change shelf location', 40, 'change_shelflocation');
INSERT INTO public.auth_permission VALUES (159, 'Can delete shelf location', 40, 'delete_shelflocation');
INSERT INTO public.auth_permission VALUES (160, 'Can view shelf location', 40, 'view_shelflocation');
INSERT INTO public.auth_permission VALUES (161, 'Can add transfer', 41, 'add_transfer');
INSERT INTO public.auth_permission VALUES (162, 'Can change transfer', 41, 'change_transfer');
INSERT INTO public.auth_permission VALUES (163, 'Can delete transfer', 41, 'delete_transfer');
INSERT INTO public.auth_permission VALUES (164, 'Can view transfer', 41, 'view_transfer');
INSERT INTO public.auth_permission VALUES (165, 'Can add closure job', 42, 'add_closurejob');
INSERT INTO public.auth_permission VALUES (166, 'Can change closure job', 42, 'change_closurejob');
INSERT INTO public.auth_permission VALUES (167, 'Can delete closure job', 42, 'delete_closurejob');
INSERT INTO public.auth_permission VALUES (168, 'Can view closure job', 42, 'view_closurejob');
INSERT INTO public.auth_permission VALUES (169, 'Can add crossing', 43, 'add_crossing');
INSERT INTO public.auth_permission VALUES (170, 'Can change crossing', 43, 'change_crossing');
INSERT INTO public.auth_permission VALUES (171, 'Can delete crossing', 43, 'delete_crossing');
INSERT INTO public.auth_permission VALUES (172, 'Can view crossing', 43, 'view_crossing');
INSERT INTO public.auth_permission VALUES (173, 'Can add crossing check', 44, 'add_crossingcheck');
INSERT INTO public.auth_permission VALUES (174, 'Can change crossing check', 44, 'change_crossingcheck');
INSERT INTO public.auth_permission VALUES (175, 'Can delete crossing check', 44, 'delete_crossingcheck');
INSERT INTO public.auth_permission VALUES (176, 'Can view crossing check', 44, 'view_crossingcheck');
INSERT INTO public.auth_permission VALUES (177, 'Can add crossing photo', 45, 'add_crossingphoto');
INSERT INTO public.auth_permission VALUES (178, 'Can change crossing photo', 45, 'change_crossingphoto');
INSERT INTO public.auth_permission VALUES (179, 'Can delete crossing photo', 45, 'delete_crossingphoto');
INSERT INTO public.auth_permission VALUES (180, 'Can view crossing photo', 45, 'view_crossingphoto');
INSERT INTO public.auth_permission VALUES (181, 'Can add counter receipt', 46, 'add_counterreceipt');
INSERT INTO public.auth_permission VALUES (182, 'Can change counter receipt', 46, 'change_counterreceipt');
INSERT INTO public.auth_permission VALUES (183, 'Can delete counter receipt', 46, 'delete_counterreceipt');
INSERT INTO public.auth_permission VALUES (184, 'Can view counter receipt', 46, 'view_counterreceipt');
INSERT INTO public.auth_permission VALUES (185, 'Can add parcel', 47, 'add_parcel');
INSERT INTO public.auth_permission VALUES (186, 'Can change parcel', 47, 'change_parcel');
INSERT INTO public.auth_permission VALUES (187, 'Can delete parcel', 47, 'delete_parcel');
INSERT INTO public.auth_permission VALUES (188, 'Can view parcel', 47, 'view_parcel');
INSERT INTO public.auth_permission VALUES (189, 'Can add packing photo', 48, 'add_packingphoto');
INSERT INTO public.auth_permission VALUES (190, 'Can change packing photo', 48, 'change_packingphoto');
INSERT INTO public.auth_permission VALUES (191, 'Can delete packing photo', 48, 'delete_packingphoto');
INSERT INTO public.auth_permission VALUES (192, 'Can view packing photo', 48, 'view_packingphoto');
INSERT INTO public.auth_permission VALUES (193, 'Can add parcel line', 49, 'add_parcelline');
INSERT INTO public.auth_permission VALUES (194, 'Can change parcel line', 49, 'change_parcelline');
INSERT INTO public.auth_permission VALUES (195, 'Can delete parcel line', 49, 'delete_parcelline');
INSERT INTO public.auth_permission VALUES (196, 'Can view parcel line', 49, 'view_parcelline');
INSERT INTO public.auth_permission VALUES (197, 'Can add pickup', 50, 'add_pickup');
INSERT INTO public.auth_permission VALUES (198, 'Can change pickup', 50, 'change_pickup');
INSERT INTO public.auth_permission VALUES (199, 'Can delete pickup', 50, 'delete_pickup');
INSERT INTO public.auth_permission VALUES (200, 'Can view pickup', 50, 'view_pickup');
INSERT INTO public.auth_permission VALUES (201, 'Can add promise status', 51, 'add_promisestatus');
INSERT INTO public.auth_permission VALUES (202, 'Can change promise status', 51, 'change_promisestatus');
INSERT INTO public.auth_permission VALUES (203, 'Can delete promise status', 51, 'delete_promisestatus');
INSERT INTO public.auth_permission VALUES (204, 'Can view promise status', 51, 'view_promisestatus');
INSERT INTO public.auth_permission VALUES (205, 'Can add delay', 52, 'add_delay');
INSERT INTO public.auth_permission VALUES (206, 'Can change delay', 52, 'change_delay');
INSERT INTO public.auth_permission VALUES (207, 'Can delete delay', 52, 'delete_delay');
INSERT INTO public.auth_permission VALUES (208, 'Can view delay', 52, 'view_delay');
INSERT INTO public.auth_permission VALUES (209, 'Can add return', 53, 'add_return');
INSERT INTO public.auth_permission VALUES (210, 'Can change return', 53, 'change_return');
INSERT INTO public.auth_permission VALUES (211, 'Can delete return', 53, 'delete_return');
INSERT INTO public.auth_permission VALUES (212, 'Can view return', 53, 'view_return');
INSERT INTO public.auth_permission VALUES (213, 'Can add parcel back', 54, 'add_parcelback');
INSERT INTO public.auth_permission VALUES (214, 'Can change parcel back', 54, 'change_parcelback');
INSERT INTO public.auth_permission VALUES (215, 'Can delete parcel back', 54, 'delete_parcelback');
INSERT INTO public.auth_permission VALUES (216, 'Can view parcel back', 54, 'view_parcelback');
INSERT INTO public.auth_permission VALUES (217, 'Can add returned piece', 55, 'add_returnedpiece');
INSERT INTO public.auth_permission VALUES (218, 'Can change returned piece', 55, 'change_returnedpiece');
INSERT INTO public.auth_permission VALUES (219, 'Can delete returned piece', 55, 'delete_returnedpiece');
INSERT INTO public.auth_permission VALUES (220, 'Can view returned piece', 55, 'view_returnedpiece');
INSERT INTO public.auth_permission VALUES (221, 'Can add return label', 56, 'add_returnlabel');
INSERT INTO public.auth_permission VALUES (222, 'Can change return label', 56, 'change_returnlabel');
INSERT INTO public.auth_permission VALUES (223, 'Can delete return label', 56, 'delete_returnlabel');
INSERT INTO public.auth_permission VALUES (224, 'Can view return label', 56, 'view_returnlabel');
INSERT INTO public.auth_permission VALUES (225, 'Can add return photo', 57, 'add_returnphoto');
INSERT INTO public.auth_permission VALUES (226, 'Can change return photo', 57, 'change_returnphoto');
INSERT INTO public.auth_permission VALUES (227, 'Can delete return photo', 57, 'delete_returnphoto');
INSERT INTO public.auth_permission VALUES (228, 'Can view return photo', 57, 'view_returnphoto');
INSERT INTO public.auth_permission VALUES (229, 'Can add scan', 58, 'add_scan');
INSERT INTO public.auth_permission VALUES (230, 'Can change scan', 58, 'change_scan');
INSERT INTO public.auth_permission VALUES (231, 'Can delete scan', 58, 'delete_scan');
INSERT INTO public.auth_permission VALUES (232, 'Can view scan', 58, 'view_scan');
INSERT INTO public.auth_permission VALUES (233, 'Can add authenticator', 59, 'add_authenticator');
INSERT INTO public.auth_permission VALUES (234, 'Can change authenticator', 59, 'change_authenticator');
INSERT INTO public.auth_permission VALUES (235, 'Can delete authenticator', 59, 'delete_authenticator');
INSERT INTO public.auth_permission VALUES (236, 'Can view authenticator', 59, 'view_authenticator');
INSERT INTO public.auth_permission VALUES (237, 'Can add care case', 60, 'add_carecase');
INSERT INTO public.auth_permission VALUES (238, 'Can change care case', 60, 'change_carecase');
INSERT INTO public.auth_permission VALUES (239, 'Can delete care case', 60, 'delete_carecase');
INSERT INTO public.auth_permission VALUES (240, 'Can view care case', 60, 'view_carecase');
INSERT INTO public.auth_permission VALUES (241, 'Can add attachment', 61, 'add_attachment');
INSERT INTO public.auth_permission VALUES (242, 'Can change attachment', 61, 'change_attachment');
INSERT INTO public.auth_permission VALUES (243, 'Can delete attachment', 61, 'delete_attachment');
INSERT INTO public.auth_permission VALUES (244, 'Can view attachment', 61, 'view_attachment');
INSERT INTO public.auth_permission VALUES (245, 'Can add mail', 62, 'add_mail');
INSERT INTO public.auth_permission VALUES (246, 'Can change mail', 62, 'change_mail');
INSERT INTO public.auth_permission VALUES (247, 'Can delete mail', 62, 'delete_mail');
INSERT INTO public.auth_permission VALUES (248, 'Can view mail', 62, 'view_mail');
INSERT INTO public.auth_permission VALUES (249, 'Can add mail reply', 63, 'add_mailreply');
INSERT INTO public.auth_permission VALUES (250, 'Can change mail reply', 63, 'change_mailreply');
INSERT INTO public.auth_permission VALUES (251, 'Can delete mail reply', 63, 'delete_mailreply');
INSERT INTO public.auth_permission VALUES (252, 'Can view mail reply', 63, 'view_mailreply');
INSERT INTO public.auth_permission VALUES (253, 'Can add note', 64, 'add_note');
INSERT INTO public.auth_permission VALUES (254, 'Can change note', 64, 'change_note');
INSERT INTO public.auth_permission VALUES (255, 'Can delete note', 64, 'delete_note');
INSERT INTO public.auth_permission VALUES (256, 'Can view note', 64, 'view_note');
INSERT INTO public.auth_permission VALUES (257, 'Can add opinion', 65, 'add_opinion');
INSERT INTO public.auth_permission VALUES (258, 'Can change opinion', 65, 'change_opinion');
INSERT INTO public.auth_permission VALUES (259, 'Can delete opinion', 65, 'delete_opinion');
INSERT INTO public.auth_permission VALUES (260, 'Can view opinion', 65, 'view_opinion');
INSERT INTO public.auth_permission VALUES (261, 'Can add watch', 66, 'add_watch');
INSERT INTO public.auth_permission VALUES (262, 'Can change watch', 66, 'change_watch');
INSERT INTO public.auth_permission VALUES (263, 'Can delete watch', 66, 'delete_watch');
INSERT INTO public.auth_permission VALUES (264, 'Can view watch', 66, 'view_watch');
INSERT INTO public.auth_permission VALUES (265, 'Can add authenticator event', 67, 'add_authenticatorevent');
INSERT INTO public.auth_permission VALUES (266, 'Can change authenticator event', 67, 'change_authenticatorevent');
INSERT INTO public.auth_permission VALUES (267, 'Can delete authenticator event', 67, 'delete_authenticatorevent');
INSERT INTO public.auth_permission VALUES (268, 'Can view authenticator event', 67, 'view_authenticatorevent');
INSERT INTO public.auth_permission VALUES (269, 'Can add mail allowance', 68, 'add_mailallowance');
INSERT INTO public.auth_permission VALUES (270, 'Can change mail allowance', 68, 'change_mailallowance');
INSERT INTO public.auth_permission VALUES (271, 'Can delete mail allowance', 68, 'delete_mailallowance');
INSERT INTO public.auth_permission VALUES (272, 'Can view mail allowance', 68, 'view_mailallowance');
INSERT INTO public.auth_permission VALUES (273, 'Can add notification', 69, 'add_notification');
INSERT INTO public.auth_permission VALUES (274, 'Can change notification', 69, 'change_notification');
INSERT INTO public.auth_permission VALUES (275, 'Can delete notification', 69, 'delete_notification');
INSERT INTO public.auth_permission VALUES (276, 'Can view notification', 69, 'view_notification');
INSERT INTO public.auth_permission VALUES (277, 'Can add resend', 70, 'add_resend');
INSERT INTO public.auth_permission VALUES (278, 'Can change resend', 70, 'change_resend');
INSERT INTO public.auth_permission VALUES (279, 'Can delete resend', 70, 'delete_resend');
INSERT INTO public.auth_permission VALUES (280, 'Can view resend', 70, 'view_resend');
INSERT INTO public.auth_permission VALUES (281, 'Can add saved search', 71, 'add_savedsearch');
INSERT INTO public.auth_permission VALUES (282, 'Can change saved search', 71, 'change_savedsearch');
INSERT INTO public.auth_permission VALUES (283, 'Can delete saved search', 71, 'delete_savedsearch');
INSERT INTO public.auth_permission VALUES (284, 'Can view saved search', 71, 'view_savedsearch');
INSERT INTO public.auth_permission VALUES (285, 'Can add sent copy', 72, 'add_sentcopy');
INSERT INTO public.auth_permission VALUES (286, 'Can change sent copy', 72, 'change_sentcopy');
INSERT INTO public.auth_permission VALUES (287, 'Can delete sent copy', 72, 'delete_sentcopy');
INSERT INTO public.auth_permission VALUES (288, 'Can view sent copy', 72, 'view_sentcopy');
INSERT INTO public.auth_permission VALUES (289, 'Can add unmatched report', 73, 'add_unmatchedreport');
INSERT INTO public.auth_permission VALUES (290, 'Can change unmatched report', 73, 'change_unmatchedreport');
INSERT INTO public.auth_permission VALUES (291, 'Can delete unmatched report', 73, 'delete_unmatchedreport');
INSERT INTO public.auth_permission VALUES (292, 'Can view unmatched report', 73, 'view_unmatchedreport');
INSERT INTO public.auth_permission VALUES (293, 'Can add public scorecard', 74, 'add_publicscorecard');
INSERT INTO public.auth_permission VALUES (294, 'Can change public scorecard', 74, 'change_publicscorecard');
INSERT INTO public.auth_permission VALUES (295, 'Can delete public scorecard', 74, 'delete_publicscorecard');
INSERT INTO public.auth_permission VALUES (296, 'Can view public scorecard', 74, 'view_publicscorecard');
INSERT INTO public.auth_permission VALUES (297, 'Can add reading', 75, 'add_reading');
INSERT INTO public.auth_permission VALUES (298, 'Can change reading', 75, 'change_reading');
INSERT INTO public.auth_permission VALUES (299, 'Can delete reading', 75, 'delete_reading');
INSERT INTO public.auth_permission VALUES (300, 'Can view reading', 75, 'view_reading');
INSERT INTO public.auth_permission VALUES (301, 'Can add sheet', 76, 'add_sheet');
INSERT INTO public.auth_permission VALUES (302, 'Can change sheet', 76, 'change_sheet');
INSERT INTO public.auth_permission VALUES (303, 'Can delete sheet', 76, 'delete_sheet');
INSERT INTO public.auth_permission VALUES (304, 'Can view sheet', 76, 'view_sheet');
INSERT INTO public.auth_permission VALUES (305, 'Can add case', 77, 'add_case');
INSERT INTO public.auth_permission VALUES (306, 'Can change case', 77, 'change_case');
INSERT INTO public.auth_permission VALUES (307, 'Can delete case', 77, 'delete_case');
INSERT INTO public.auth_permission VALUES (308, 'Can view case', 77, 'view_case');
INSERT INTO public.auth_permission VALUES (309, 'Can add draft', 78, 'add_draft');
INSERT INTO public.auth_permission VALUES (310, 'Can change draft', 78, 'change_draft');
INSERT INTO public.auth_permission VALUES (311, 'Can delete draft', 78, 'delete_draft');
INSERT INTO public.auth_permission VALUES (312, 'Can view draft', 78, 'view_draft');
INSERT INTO public.auth_permission VALUES (313, 'Can add policy event', 79, 'add_policyevent');
INSERT INTO public.auth_permission VALUES (314, 'Can change policy event', 79, 'change_policyevent');
INSERT INTO public.auth_permission VALUES (315, 'Can delete policy event', 79, 'delete_policyevent');
INSERT INTO public.auth_permission VALUES (316, 'Can view policy event', 79, 'view_policyevent');
INSERT INTO public.auth_permission VALUES (317, 'Can add what if', 80, 'add_whatif');
INSERT INTO public.auth_permission VALUES (318, 'Can change what if', 80, 'change_whatif');
INSERT INTO public.auth_permission VALUES (319, 'Can delete what if', 80, 'delete_whatif');
INSERT INTO public.auth_permission VALUES (320, 'Can view what if', 80, 'view_whatif');
INSERT INTO public.auth_permission VALUES (321, 'Can add proposal', 81, 'add_proposal');
INSERT INTO public.auth_permission VALUES (322, 'Can change proposal', 81, 'change_proposal');
INSERT INTO public.auth_permission VALUES (323, 'Can delete proposal', 81, 'delete_proposal');
INSERT INTO public.auth_permission VALUES (324, 'Can view proposal', 81, 'view_proposal');
INSERT INTO public.auth_permission VALUES (325, 'Can add issued password', 82, 'add_issuedpassword');
INSERT INTO public.auth_permission VALUES (326, 'Can change issued password', 82, 'change_issuedpassword');
INSERT INTO public.auth_permission VALUES (327, 'Can delete issued password', 82, 'delete_issuedpassword');
INSERT INTO public.auth_permission VALUES (328, 'Can view issued password', 82, 'view_issuedpassword');
INSERT INTO public.auth_permission VALUES (329, 'Can add heartbeat', 83, 'add_heartbeat');
INSERT INTO public.auth_permission VALUES (330, 'Can change heartbeat', 83, 'change_heartbeat');
INSERT INTO public.auth_permission VALUES (331, 'Can delete heartbeat', 83, 'delete_heartbeat');
INSERT INTO public.auth_permission VALUES (332, 'Can view heartbeat', 83, 'view_heartbeat');
INSERT INTO public.auth_permission VALUES (333, 'Can add email address', 84, 'add_emailaddress');
INSERT INTO public.auth_permission VALUES (334, 'Can change email address', 84, 'change_emailaddress');
INSERT INTO public.auth_permission VALUES (335, 'Can delete email address', 84, 'delete_emailaddress');
INSERT INTO public.auth_permission VALUES (336, 'Can view email address', 84, 'view_emailaddress');
INSERT INTO public.auth_permission VALUES (337, 'Can add email confirmation', 85, 'add_emailconfirmation');
INSERT INTO public.auth_permission VALUES (338, 'Can change email confirmation', 85, 'change_emailconfirmation');
INSERT INTO public.auth_permission VALUES (339, 'Can delete email confirmation', 85, 'delete_emailconfirmation');
INSERT INTO public.auth_permission VALUES (340, 'Can view email confirmation', 85, 'view_emailconfirmation');
INSERT INTO public.auth_permission VALUES (341, 'Can add authenticator', 86, 'add_authenticator');
INSERT INTO public.auth_permission VALUES (342, 'Can change authenticator', 86, 'change_authenticator');
INSERT INTO public.auth_permission VALUES (343, 'Can delete authenticator', 86, 'delete_authenticator');
INSERT INTO public.auth_permission VALUES (344, 'Can view authenticator', 86, 'view_authenticator');
INSERT INTO public.auth_permission VALUES (345, 'Can add user session', 87, 'add_usersession');
INSERT INTO public.auth_permission VALUES (346, 'Can change user session', 87, 'change_usersession');
INSERT INTO public.auth_permission VALUES (347, 'Can delete user session', 87, 'delete_usersession');
INSERT INTO public.auth_permission VALUES (348, 'Can view user session', 87, 'view_usersession');
INSERT INTO public.auth_user VALUES (1, '', NULL, false, 'sam@example.com', '', '', '', false, true, '2026-11-29 22:00:08.874843+00');
INSERT INTO public.care_carecase VALUES (1, 'C-23456789', 'cancel', '', '', 'page', 'shopper', '2026-11-23 17:00:00+00', '{"verdict": "held"}', 'open', '2026-11-25 17:00:00+00', NULL, '{}', '', '', NULL, '', NULL, 1);
INSERT INTO public.care_mail VALUES (1, '2026-11-23 17:00:00+00', 0, '', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'mail/one.eml', '2026-11-23 17:00:00+00', 'imap', '', '', '', '', '', '', '', false, false, false, false, '', 'new', NULL, '', NULL, '', NULL, NULL);
INSERT INTO public.care_note VALUES (1, 'They asked twice.', 'staff:pat', '2026-11-23 17:00:00+00', NULL, 1);
INSERT INTO public.catalog_evaluation VALUES (1, 1, 'approved', '2026-11-23 17:00:00+00', '{}', 1, 1);
INSERT INTO public.catalog_evaluation VALUES (2, 1, 'approved', '2026-11-23 17:00:00+00', '{}', 1, 2);
INSERT INTO public.catalog_item VALUES (1, 'bag-0', 'store', '0', 'Black bag', 'Aoki', '', '', '', 'bags', '', '', 'good', '{}', '[]', '', '', false, '', '', '', '', '{}', NULL, NULL, '', '', '[]', '', '', '', 120000, 900, 'general', 'us', NULL, NULL, '', false, '2026-11-23 17:00:00+00', NULL, NULL);
INSERT INTO public.catalog_item VALUES (2, 'bag-1', 'store', '1', 'Black bag', 'Aoki', '', '', '', 'bags', '', '', 'good', '{}', '[]', '', '', false, '', '', '', '', '{}', NULL, NULL, '', '', '[]', '', '', '', 120000, 900, 'general', 'us', NULL, NULL, '', false, '2026-11-23 17:00:00+00', NULL, NULL);
INSERT INTO public.catalog_itemevent VALUES (1, 'item.added', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (2, 'item.description_changed', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (3, 'item.photos_changed', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (4, 'item.price_changed', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (5, 'item.approved', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (6, 'item.rejected', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (7, 'item.approval_withdrawn', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (8, 'item.listed', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (9, 'item.unlisted', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (10, 'item.sold', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (11, 'item.unlisted_after_sale', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (12, 'item.left_japan', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (13, 'item.arrived', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (14, 'item.flagged', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (15, 'item.blocklisted', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (16, 'item.relisted', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (17, 'item.written_off', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (18, 'item.set_aside', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (19, 'item.set_aside_cleared', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (20, 'item.serial_shown', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 1);
INSERT INTO public.catalog_itemevent VALUES (21, 'item.added', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (22, 'item.description_changed', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (23, 'item.photos_changed', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (24, 'item.price_changed', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (25, 'item.approved', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (26, 'item.rejected', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (27, 'item.approval_withdrawn', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (28, 'item.listed', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (29, 'item.unlisted', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (30, 'item.sold', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (31, 'item.unlisted_after_sale', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (32, 'item.left_japan', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (33, 'item.arrived', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (34, 'item.flagged', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (35, 'item.blocklisted', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (36, 'item.relisted', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (37, 'item.written_off', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (38, 'item.set_aside', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (39, 'item.set_aside_cleared', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.catalog_itemevent VALUES (40, 'item.serial_shown', '2026-11-23 17:00:00+00', 'staff:sam', '{}', 2);
INSERT INTO public.django_content_type VALUES (1, 'auth', 'permission');
INSERT INTO public.django_content_type VALUES (2, 'auth', 'group');
INSERT INTO public.django_content_type VALUES (3, 'auth', 'user');
INSERT INTO public.django_content_type VALUES (4, 'contenttypes', 'contenttype');
INSERT INTO public.django_content_type VALUES (5, 'sessions', 'session');
INSERT INTO public.django_content_type VALUES (6, 'django_tasks_database', 'dbtaskresult');
INSERT INTO public.django_content_type VALUES (7, 'access_log', 'accessrecord');
INSERT INTO public.django_content_type VALUES (8, 'scanning', 'heldupload');
INSERT INTO public.django_content_type VALUES (9, 'approvals', 'approvalrequest');
INSERT INTO public.django_content_type VALUES (10, 'catalog', 'item');
INSERT INTO public.django_content_type VALUES (11, 'catalog', 'itemevent');
INSERT INTO public.django_content_type VALUES (12, 'catalog', 'listingrule');
INSERT INTO public.django_content_type VALUES (13, 'catalog', 'photo');
INSERT INTO public.django_content_type VALUES (14, 'catalog', 'productionmark');
INSERT INTO public.django_content_type VALUES (15, 'catalog', 'reservationstart');
INSERT INTO public.django_content_type VALUES (16, 'catalog', 'voidedserial');
INSERT INTO public.django_content_type VALUES (17, 'catalog', 'withdrawal');
INSERT INTO public.django_content_type VALUES (18, 'catalog', 'evaluation');
INSERT INTO public.django_content_type VALUES (19, 'catalog', 'evidencephoto');
INSERT INTO public.django_content_type VALUES (20, 'catalog', 'reservation');
INSERT INTO public.django_content_type VALUES (21, 'orders', 'order');
INSERT INTO public.django_content_type VALUES (22, 'orders', 'publishedpolicy');
INSERT INTO public.django_content_type VALUES (23, 'orders', 'line');
INSERT INTO public.django_content_type VALUES (24, 'orders', 'recipient');
INSERT INTO public.django_content_type VALUES (25, 'orders', 'event');
INSERT INTO public.django_content_type VALUES (26, 'orders', 'publication');
INSERT INTO public.django_content_type VALUES (27, 'orders', 'queueentry');
INSERT INTO public.django_content_type VALUES (28, 'worklist', 'task');
INSERT INTO public.django_content_type VALUES (29, 'payments', 'reconciliation');
INSERT INTO public.django_content_type VALUES (30, 'payments', 'payment');
INSERT INTO public.django_content_type VALUES (31, 'payments', 'dispute');
INSERT INTO public.django_content_type VALUES (32, 'payments', 'paymentrequest');
INSERT INTO public.django_content_type VALUES (33, 'payments', 'webhookevent');
INSERT INTO public.django_content_type VALUES (34, 'payments', 'approval');
INSERT INTO public.django_content_type VALUES (35, 'payments', 'paymentoperation');
INSERT INTO public.django_content_type VALUES (36, 'checkout', 'checkout');
INSERT INTO public.django_content_type VALUES (37, 'fulfillment', 'carrieroutage');
INSERT INTO public.django_content_type VALUES (38, 'fulfillment', 'closure');
INSERT INTO public.django_content_type VALUES (39, 'fulfillment', 'label');
INSERT INTO public.django_content_type VALUES (40, 'fulfillment', 'shelflocation');
INSERT INTO public.django_content_type VALUES (41, 'fulfillment', 'transfer');
INSERT INTO public.django_content_type VALUES (42, 'fulfillment', 'closurejob');
INSERT INTO public.django_content_type VALUES (43, 'fulfillment', 'crossing');
INSERT INTO public.django_content_type VALUES (44, 'fulfillment', 'crossingcheck');
INSERT INTO public.django_content_type VALUES (45, 'fulfillment', 'crossingphoto');
INSERT INTO public.django_content_type VALUES (46, 'fulfillment', 'counterreceipt');
INSERT INTO public.django_content_type VALUES (47, 'fulfillment', 'parcel');
INSERT INTO public.django_content_type VALUES (48, 'fulfillment', 'packingphoto');
INSERT INTO public.django_content_type VALUES (49, 'fulfillment', 'parcelline');
INSERT INTO public.django_content_type VALUES (50, 'fulfillment', 'pickup');
INSERT INTO public.django_content_type VALUES (51, 'fulfillment', 'promisestatus');
INSERT INTO public.django_content_type VALUES (52, 'fulfillment', 'delay');
INSERT INTO public.django_content_type VALUES (53, 'fulfillment', 'return');
INSERT INTO public.django_content_type VALUES (54, 'fulfillment', 'parcelback');
INSERT INTO public.django_content_type VALUES (55, 'fulfillment', 'returnedpiece');
INSERT INTO public.django_content_type VALUES (56, 'fulfillment', 'returnlabel');
INSERT INTO public.django_content_type VALUES (57, 'fulfillment', 'returnphoto');
INSERT INTO public.django_content_type VALUES (58, 'fulfillment', 'scan');
INSERT INTO public.django_content_type VALUES (59, 'care', 'authenticator');
INSERT INTO public.django_content_type VALUES (60, 'care', 'carecase');
INSERT INTO public.django_content_type VALUES (61, 'care', 'attachment');
INSERT INTO public.django_content_type VALUES (62, 'care', 'mail');
INSERT INTO public.django_content_type VALUES (63, 'care', 'mailreply');
INSERT INTO public.django_content_type VALUES (64, 'care', 'note');
INSERT INTO public.django_content_type VALUES (65, 'care', 'opinion');
INSERT INTO public.django_content_type VALUES (66, 'care', 'watch');
INSERT INTO public.django_content_type VALUES (67, 'care', 'authenticatorevent');
INSERT INTO public.django_content_type VALUES (68, 'notifications', 'mailallowance');
INSERT INTO public.django_content_type VALUES (69, 'notifications', 'notification');
INSERT INTO public.django_content_type VALUES (70, 'notifications', 'resend');
INSERT INTO public.django_content_type VALUES (71, 'notifications', 'savedsearch');
INSERT INTO public.django_content_type VALUES (72, 'notifications', 'sentcopy');
INSERT INTO public.django_content_type VALUES (73, 'notifications', 'unmatchedreport');
INSERT INTO public.django_content_type VALUES (74, 'scorecard', 'publicscorecard');
INSERT INTO public.django_content_type VALUES (75, 'scorecard', 'reading');
INSERT INTO public.django_content_type VALUES (76, 'scorecard', 'sheet');
INSERT INTO public.django_content_type VALUES (77, 'scorecard', 'case');
INSERT INTO public.django_content_type VALUES (78, 'publishing', 'draft');
INSERT INTO public.django_content_type VALUES (79, 'publishing', 'policyevent');
INSERT INTO public.django_content_type VALUES (80, 'publishing', 'whatif');
INSERT INTO public.django_content_type VALUES (81, 'publishing', 'proposal');
INSERT INTO public.django_content_type VALUES (82, 'desk', 'issuedpassword');
INSERT INTO public.django_content_type VALUES (83, 'operations', 'heartbeat');
INSERT INTO public.django_content_type VALUES (84, 'account', 'emailaddress');
INSERT INTO public.django_content_type VALUES (85, 'account', 'emailconfirmation');
INSERT INTO public.django_content_type VALUES (86, 'mfa', 'authenticator');
INSERT INTO public.django_content_type VALUES (87, 'usersessions', 'usersession');
INSERT INTO public.django_migrations VALUES (1, 'access_log', '0001_initial', '2026-11-29 21:59:59.800484+00');
INSERT INTO public.django_migrations VALUES (2, 'contenttypes', '0001_initial', '2026-11-29 21:59:59.807834+00');
INSERT INTO public.django_migrations VALUES (3, 'auth', '0001_initial', '2026-11-29 21:59:59.858196+00');
INSERT INTO public.django_migrations VALUES (4, 'account', '0001_initial', '2026-11-29 21:59:59.888391+00');
INSERT INTO public.django_migrations VALUES (5, 'account', '0002_email_max_length', '2026-11-29 21:59:59.894996+00');
INSERT INTO public.django_migrations VALUES (6, 'account', '0003_alter_emailaddress_create_unique_verified_email', '2026-11-29 21:59:59.907776+00');
INSERT INTO public.django_migrations VALUES (7, 'account', '0004_alter_emailaddress_drop_unique_email', '2026-11-29 21:59:59.917482+00');
INSERT INTO public.django_migrations VALUES (8, 'account', '0005_emailaddress_idx_upper_email', '2026-11-29 21:59:59.924063+00');
INSERT INTO public.django_migrations VALUES (9, 'account', '0006_emailaddress_lower', '2026-11-29 21:59:59.93113+00');
INSERT INTO public.django_migrations VALUES (10, 'account', '0007_emailaddress_idx_email', '2026-11-29 21:59:59.942187+00');
INSERT INTO public.django_migrations VALUES (11, 'account', '0008_emailaddress_unique_primary_email_fixup', '2026-11-29 21:59:59.951357+00');
INSERT INTO public.django_migrations VALUES (12, 'account', '0009_emailaddress_unique_primary_email', '2026-11-29 21:59:59.957445+00');
INSERT INTO public.django_migrations VALUES (13, 'approvals', '0001_initial', '2026-11-29 21:59:59.970393+00');
INSERT INTO public.django_migrations VALUES (14, 'contenttypes', '0002_remove_content_type_name', '2026-11-29 21:59:59.981634+00');
INSERT INTO public.django_migrations VALUES (15, 'auth', '0002_alter_permission_name_max_length', '2026-11-29 21:59:59.987005+00');
INSERT INTO public.django_migrations VALUES (16, 'auth', '0003_alter_user_email_max_length', '2026-11-29 21:59:59.991921+00');
INSERT INTO public.django_migrations VALUES (17, 'auth', '0004_alter_user_username_opts', '2026-11-29 21:59:59.996433+00');
INSERT INTO public.django_migrations VALUES (18, 'auth', '0005_alter_user_last_login_null', '2026-11-29 22:00:00.00136+00');
INSERT INTO public.django_migrations VALUES (19, 'auth', '0006_require_contenttypes_0002', '2026-11-29 22:00:00.002147+00');
INSERT INTO public.django_migrations VALUES (20, 'auth', '0007_alter_validators_add_error_messages', '2026-11-29 22:00:00.006286+00');
INSERT INTO public.django_migrations VALUES (21, 'auth', '0008_alter_user_username_max_length', '2026-11-29 22:00:00.013294+00');
INSERT INTO public.django_migrations VALUES (22, 'auth', '0009_alter_user_last_name_max_length', '2026-11-29 22:00:00.01832+00');
INSERT INTO public.django_migrations VALUES (23, 'auth', '0010_alter_group_name_max_length', '2026-11-29 22:00:00.025599+00');
INSERT INTO public.django_migrations VALUES (24, 'auth', '0011_update_proxy_permissions', '2026-11-29 22:00:00.031294+00');
INSERT INTO public.django_migrations VALUES (25, 'auth', '0012_alter_user_first_name_max_length', '2026-11-29 22:00:00.036062+00');
INSERT INTO public.django_migrations VALUES (26, 'catalog', '0001_initial', '2026-11-29 22:00:00.29224+00');
INSERT INTO public.django_migrations VALUES (27, 'orders', '0001_initial_0_7', '2026-11-29 22:00:00.582313+00');
INSERT INTO public.django_migrations VALUES (28, 'care', '0001_initial', '2026-11-29 22:00:00.912155+00');
INSERT INTO public.django_migrations VALUES (29, 'payments', '0001_initial', '2026-11-29 22:00:01.304344+00');
INSERT INTO public.django_migrations VALUES (30, 'checkout', '0001_initial', '2026-11-29 22:00:01.343137+00');
INSERT INTO public.django_migrations VALUES (31, 'desk', '0001_initial', '2026-11-29 22:00:01.404715+00');
INSERT INTO public.django_migrations VALUES (32, 'django_tasks_database', '0001_initial', '2026-11-29 22:00:01.41119+00');
INSERT INTO public.django_migrations VALUES (33, 'django_tasks_database', '0002_alter_dbtaskresult_options', '2026-11-29 22:00:01.413636+00');
INSERT INTO public.django_migrations VALUES (34, 'django_tasks_database', '0003_dbtaskresult_enqueued_at_dbtaskresult_finished_at', '2026-11-29 22:00:01.418868+00');
INSERT INTO public.django_migrations VALUES (35, 'django_tasks_database', '0004_dbtaskresult_started_at', '2026-11-29 22:00:01.421248+00');
INSERT INTO public.django_migrations VALUES (36, 'django_tasks_database', '0005_alter_dbtaskresult_priority_and_more', '2026-11-29 22:00:01.432706+00');
INSERT INTO public.django_migrations VALUES (37, 'django_tasks_database', '0006_alter_dbtaskresult_args_kwargs_and_more', '2026-11-29 22:00:01.449035+00');
INSERT INTO public.django_migrations VALUES (38, 'django_tasks_database', '0007_add_separate_results_fields', '2026-11-29 22:00:01.453685+00');
INSERT INTO public.django_migrations VALUES (39, 'django_tasks_database', '0008_separate_results_field', '2026-11-29 22:00:01.479225+00');
INSERT INTO public.django_migrations VALUES (40, 'django_tasks_database', '0009_remove_results_field', '2026-11-29 22:00:01.482005+00');
INSERT INTO public.django_migrations VALUES (41, 'django_tasks_database', '0010_alter_dbtaskresult_status', '2026-11-29 22:00:01.484643+00');
INSERT INTO public.django_migrations VALUES (42, 'django_tasks_database', '0011_rename_complete_status', '2026-11-29 22:00:01.509299+00');
INSERT INTO public.django_migrations VALUES (43, 'django_tasks_database', '0012_add_separate_exception_fields', '2026-11-29 22:00:01.514629+00');
INSERT INTO public.django_migrations VALUES (44, 'django_tasks_database', '0013_separate_exception_fields', '2026-11-29 22:00:01.538651+00');
INSERT INTO public.django_migrations VALUES (45, 'django_tasks_database', '0014_remove_dbtaskresult_exception_data', '2026-11-29 22:00:01.541478+00');
INSERT INTO public.django_migrations VALUES (46, 'django_tasks_database', '0015_correctly_order_run_after', '2026-11-29 22:00:01.543504+00');
INSERT INTO public.django_migrations VALUES (47, 'django_tasks_database', '0016_remove_dbtaskresult_django_task_new_ordering_idx_and_more', '2026-11-29 22:00:01.596772+00');
INSERT INTO public.django_migrations VALUES (48, 'django_tasks_database', '0017_dbtaskresult_metadata', '2026-11-29 22:00:01.600969+00');
INSERT INTO public.django_migrations VALUES (49, 'django_tasks_database', '0018_rename_succeeded_status', '2026-11-29 22:00:01.63049+00');
INSERT INTO public.django_migrations VALUES (50, 'django_tasks_database', '0019_rename_django_task_new_ordering_idx_tasks_db_new_ordering_idx_and_more', '2026-11-29 22:00:01.637813+00');
INSERT INTO public.django_migrations VALUES (51, 'django_tasks_database', '0020_update_db_task_result_ordering', '2026-11-29 22:00:01.645096+00');
INSERT INTO public.django_migrations VALUES (52, 'django_tasks_database', '0021_conditional_partial_index_ordering', '2026-11-29 22:00:01.65098+00');
INSERT INTO public.django_migrations VALUES (53, 'fulfillment', '0001_initial', '2026-11-29 22:00:02.887044+00');
INSERT INTO public.django_migrations VALUES (54, 'mfa', '0001_initial', '2026-11-29 22:00:02.93191+00');
INSERT INTO public.django_migrations VALUES (55, 'mfa', '0002_authenticator_timestamps', '2026-11-29 22:00:02.948755+00');
INSERT INTO public.django_migrations VALUES (56, 'mfa', '0003_authenticator_type_uniq', '2026-11-29 22:00:02.975047+00');
INSERT INTO public.django_migrations VALUES (57, 'notifications', '0001_initial', '2026-11-29 22:00:03.398645+00');
INSERT INTO public.django_migrations VALUES (58, 'operations', '0001_initial', '2026-11-29 22:00:03.406601+00');
INSERT INTO public.django_migrations VALUES (59, 'publishing', '0001_initial', '2026-11-29 22:00:03.47833+00');
INSERT INTO public.django_migrations VALUES (60, 'scanning', '0001_initial', '2026-11-29 22:00:03.492783+00');
INSERT INTO public.django_migrations VALUES (61, 'scorecard', '0001_initial', '2026-11-29 22:00:03.595435+00');
INSERT INTO public.django_migrations VALUES (62, 'sessions', '0001_initial', '2026-11-29 22:00:03.604493+00');
INSERT INTO public.django_migrations VALUES (63, 'usersessions', '0001_initial', '2026-11-29 22:00:03.652601+00');
INSERT INTO public.django_migrations VALUES (64, 'worklist', '0001_initial', '2026-11-29 22:00:03.709923+00');
INSERT INTO public.fulfillment_label VALUES (1, '2026-11-23 17:00:00+00', 0, '', 'T-23456-789AB-1.1', 'fedex', 'bought', 'staff:pat', '2026-11-23 17:00:00+00', '794983950610', '', '', NULL, '', NULL, NULL, 1);
INSERT INTO public.fulfillment_parcel VALUES (1, 'T-23456-789AB-1', 'staff:pat', '2026-11-23 17:00:00+00', '[]', NULL, '', NULL, NULL, NULL, NULL, '', NULL, '', '', NULL, '', 'moving', NULL, '', '', '', NULL, NULL, '', NULL, NULL, NULL, '', NULL, 1);
INSERT INTO public.fulfillment_parcelline VALUES (1, '2026-11-23 17:00:00+00', false, 2, 1);
INSERT INTO public.fulfillment_scan VALUES (1, 'fedex', '794983950610', 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc', 'moving', 'IT', 'In transit', '2026-11-23 17:00:00+00', 'Newark, NJ', '', NULL, '{}', '{}', '{}', '2026-11-23 17:00:00+00', 'asked');
INSERT INTO public.notifications_notification VALUES (1, '2026-11-23 17:00:00+00', 0, '', '', 'confirmation', '<one@example.com>', 'ann@example.com', 'Order', 'Thank you.', '<p>Thank you.</p>', '', '', '2026-11-23 17:00:00+00', '2026-11-23 17:00:00+00', NULL, 1, NULL, NULL);
INSERT INTO public.orders_event VALUES (1, 'order.placed', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "order.placed"}', NULL, 1);
INSERT INTO public.orders_event VALUES (2, 'order.held', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "order.held"}', NULL, 1);
INSERT INTO public.orders_event VALUES (3, 'order.released', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "order.released"}', NULL, 1);
INSERT INTO public.orders_event VALUES (4, 'order.cancelled', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "order.cancelled"}', NULL, 1);
INSERT INTO public.orders_event VALUES (5, 'order.partly_cancelled', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "order.partly_cancelled"}', NULL, 1);
INSERT INTO public.orders_event VALUES (6, 'line.placed', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "line.placed"}', NULL, 1);
INSERT INTO public.orders_event VALUES (7, 'line.placed_in_japan', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "line.placed_in_japan"}', NULL, 1);
INSERT INTO public.orders_event VALUES (8, 'line.dispatched', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "line.dispatched"}', NULL, 1);
INSERT INTO public.orders_event VALUES (9, 'line.arrived', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "line.arrived"}', NULL, 1);
INSERT INTO public.orders_event VALUES (10, 'line.processed', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "line.processed"}', NULL, 1);
INSERT INTO public.orders_event VALUES (11, 'line.shipped', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "line.shipped"}', NULL, 1);
INSERT INTO public.orders_event VALUES (12, 'line.delivered', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "line.delivered"}', NULL, 1);
INSERT INTO public.orders_event VALUES (13, 'line.cancelled', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "line.cancelled"}', NULL, 1);
INSERT INTO public.orders_event VALUES (14, 'line.lost', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "line.lost"}', NULL, 1);
INSERT INTO public.orders_event VALUES (15, 'line.found', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "line.found"}', NULL, 1);
INSERT INTO public.orders_event VALUES (16, 'line.returned', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "line.returned"}', NULL, 1);
INSERT INTO public.orders_event VALUES (17, 'line.requeued', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "line.requeued"}', NULL, 1);
INSERT INTO public.orders_event VALUES (18, 'line.returned_to_buyer', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "line.returned_to_buyer"}', NULL, 1);
INSERT INTO public.orders_event VALUES (19, 'line.restocked', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "line.restocked"}', NULL, 1);
INSERT INTO public.orders_event VALUES (20, 'payment.authorized', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.authorized"}', NULL, 1);
INSERT INTO public.orders_event VALUES (21, 'payment.review_opened', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.review_opened"}', NULL, 1);
INSERT INTO public.orders_event VALUES (22, 'payment.review_approved', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.review_approved"}', NULL, 1);
INSERT INTO public.orders_event VALUES (23, 'payment.review_declined', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.review_declined"}', NULL, 1);
INSERT INTO public.orders_event VALUES (24, 'payment.review_expired', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.review_expired"}', NULL, 1);
INSERT INTO public.orders_event VALUES (25, 'payment.captured', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.captured"}', NULL, 1);
INSERT INTO public.orders_event VALUES (26, 'payment.voided', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.voided"}', NULL, 1);
INSERT INTO public.orders_event VALUES (27, 'payment.refunded', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.refunded"}', NULL, 1);
INSERT INTO public.orders_event VALUES (28, 'payment.operation_failed', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.operation_failed"}', NULL, 1);
INSERT INTO public.orders_event VALUES (29, 'payment.authorization_expiring', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.authorization_expiring"}', NULL, 1);
INSERT INTO public.orders_event VALUES (30, 'payment.authorization_expired', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.authorization_expired"}', NULL, 1);
INSERT INTO public.orders_event VALUES (31, 'payment.requested_again', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.requested_again"}', NULL, 1);
INSERT INTO public.orders_event VALUES (32, 'payment.authorized_again', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.authorized_again"}', NULL, 1);
INSERT INTO public.orders_event VALUES (33, 'payment.disputed', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.disputed"}', NULL, 1);
INSERT INTO public.orders_event VALUES (34, 'payment.dispute_closed', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "payment.dispute_closed"}', NULL, 1);
INSERT INTO public.orders_event VALUES (35, 'refund.owed', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "refund.owed"}', NULL, 1);
INSERT INTO public.orders_event VALUES (36, 'refund.blocked', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "refund.blocked"}', NULL, 1);
INSERT INTO public.orders_event VALUES (37, 'refund.approval_requested', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "refund.approval_requested"}', NULL, 1);
INSERT INTO public.orders_event VALUES (38, 'refund.approval_declined', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "refund.approval_declined"}', NULL, 1);
INSERT INTO public.orders_event VALUES (39, 'tax.reviewed', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "tax.reviewed"}', NULL, 1);
INSERT INTO public.orders_event VALUES (40, 'confirmation.sent', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "confirmation.sent"}', NULL, 1);
INSERT INTO public.orders_event VALUES (41, 'confirmation.resent', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "confirmation.resent"}', NULL, 1);
INSERT INTO public.orders_event VALUES (42, 'confirmation.delivered', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "confirmation.delivered"}', NULL, 1);
INSERT INTO public.orders_event VALUES (43, 'confirmation.bounced', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "confirmation.bounced"}', NULL, 1);
INSERT INTO public.orders_event VALUES (44, 'confirmation.acknowledged', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "confirmation.acknowledged"}', NULL, 1);
INSERT INTO public.orders_event VALUES (45, 'shipping_notice.sent', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "shipping_notice.sent"}', NULL, 1);
INSERT INTO public.orders_event VALUES (46, 'delay_notice.sent', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "delay_notice.sent"}', NULL, 1);
INSERT INTO public.orders_event VALUES (47, 'delay_notice.superseded', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "delay_notice.superseded"}', NULL, 1);
INSERT INTO public.orders_event VALUES (48, 'letter.bounced', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "letter.bounced"}', NULL, 1);
INSERT INTO public.orders_event VALUES (49, 'letter.complained', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "letter.complained"}', NULL, 1);
INSERT INTO public.orders_event VALUES (50, 'promise.delayed', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "promise.delayed"}', NULL, 1);
INSERT INTO public.orders_event VALUES (51, 'promise.dated', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "promise.dated"}', NULL, 1);
INSERT INTO public.orders_event VALUES (52, 'promise.brought_forward', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "promise.brought_forward"}', NULL, 1);
INSERT INTO public.orders_event VALUES (53, 'delay.accepted', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "delay.accepted"}', NULL, 1);
INSERT INTO public.orders_event VALUES (54, 'delay.order_cancelled', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "delay.order_cancelled"}', NULL, 1);
INSERT INTO public.orders_event VALUES (55, 'transfer.reached_customs', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "transfer.reached_customs"}', NULL, 1);
INSERT INTO public.orders_event VALUES (56, 'transfer.cleared_customs', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "transfer.cleared_customs"}', NULL, 1);
INSERT INTO public.orders_event VALUES (57, 'transfer.reached_warehouse', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "transfer.reached_warehouse"}', NULL, 1);
INSERT INTO public.orders_event VALUES (58, 'transfer.corrected', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "transfer.corrected"}', NULL, 1);
INSERT INTO public.orders_event VALUES (59, 'transfer.item_damaged', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "transfer.item_damaged"}', NULL, 1);
INSERT INTO public.orders_event VALUES (60, 'transfer.item_wrong', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "transfer.item_wrong"}', NULL, 1);
INSERT INTO public.orders_event VALUES (61, 'transfer.item_missing', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "transfer.item_missing"}', NULL, 1);
INSERT INTO public.orders_event VALUES (62, 'transfer.item_examined', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "transfer.item_examined"}', NULL, 1);
INSERT INTO public.orders_event VALUES (63, 'parcel.carrier_changed', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.carrier_changed"}', NULL, 1);
INSERT INTO public.orders_event VALUES (64, 'parcel.shipped', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.shipped"}', NULL, 1);
INSERT INTO public.orders_event VALUES (65, 'parcel.shipped_by_hand', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.shipped_by_hand"}', NULL, 1);
INSERT INTO public.orders_event VALUES (66, 'parcel.shipped_in_error', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.shipped_in_error"}', NULL, 1);
INSERT INTO public.orders_event VALUES (67, 'parcel.overdue', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.overdue"}', NULL, 1);
INSERT INTO public.orders_event VALUES (68, 'parcel.looked_up', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.looked_up"}', NULL, 1);
INSERT INTO public.orders_event VALUES (69, 'parcel.delayed', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.delayed"}', NULL, 1);
INSERT INTO public.orders_event VALUES (70, 'parcel.missing', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.missing"}', NULL, 1);
INSERT INTO public.orders_event VALUES (71, 'parcel.damaged', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.damaged"}', NULL, 1);
INSERT INTO public.orders_event VALUES (72, 'parcel.lost', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.lost"}', NULL, 1);
INSERT INTO public.orders_event VALUES (73, 'parcel.misdelivered', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.misdelivered"}', NULL, 1);
INSERT INTO public.orders_event VALUES (74, 'parcel.redirected', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.redirected"}', NULL, 1);
INSERT INTO public.orders_event VALUES (75, 'parcel.delivery_attempted', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.delivery_attempted"}', NULL, 1);
INSERT INTO public.orders_event VALUES (76, 'parcel.held_for_pickup', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.held_for_pickup"}', NULL, 1);
INSERT INTO public.orders_event VALUES (77, 'parcel.delivered', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.delivered"}', NULL, 1);
INSERT INTO public.orders_event VALUES (78, 'parcel.delivered_unsigned', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.delivered_unsigned"}', NULL, 1);
INSERT INTO public.orders_event VALUES (79, 'parcel.status_unrecognized', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.status_unrecognized"}', NULL, 1);
INSERT INTO public.orders_event VALUES (80, 'trace.started', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "trace.started"}', NULL, 1);
INSERT INTO public.orders_event VALUES (81, 'parcel.returning', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.returning"}', NULL, 1);
INSERT INTO public.orders_event VALUES (82, 'parcel.returned', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.returned"}', NULL, 1);
INSERT INTO public.orders_event VALUES (83, 'parcel.checked_in', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.checked_in"}', NULL, 1);
INSERT INTO public.orders_event VALUES (84, 'parcel.resend_chosen', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.resend_chosen"}', NULL, 1);
INSERT INTO public.orders_event VALUES (85, 'parcel.resend_started', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.resend_started"}', NULL, 1);
INSERT INTO public.orders_event VALUES (86, 'parcel.cancel_chosen', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel.cancel_chosen"}', NULL, 1);
INSERT INTO public.orders_event VALUES (87, 'return.label_bought', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "return.label_bought"}', NULL, 1);
INSERT INTO public.orders_event VALUES (88, 'return.label_pending', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "return.label_pending"}', NULL, 1);
INSERT INTO public.orders_event VALUES (89, 'return.label_attached', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "return.label_attached"}', NULL, 1);
INSERT INTO public.orders_event VALUES (90, 'return.shipped', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "return.shipped"}', NULL, 1);
INSERT INTO public.orders_event VALUES (91, 'return.arrived', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "return.arrived"}', NULL, 1);
INSERT INTO public.orders_event VALUES (92, 'return.checked_in', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "return.checked_in"}', NULL, 1);
INSERT INTO public.orders_event VALUES (93, 'parcel_back.opened', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel_back.opened"}', NULL, 1);
INSERT INTO public.orders_event VALUES (94, 'parcel_back.shipped', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel_back.shipped"}', NULL, 1);
INSERT INTO public.orders_event VALUES (95, 'parcel_back.delivered', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel_back.delivered"}', NULL, 1);
INSERT INTO public.orders_event VALUES (96, 'parcel_back.delivered_unsigned', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel_back.delivered_unsigned"}', NULL, 1);
INSERT INTO public.orders_event VALUES (97, 'parcel_back.returning', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel_back.returning"}', NULL, 1);
INSERT INTO public.orders_event VALUES (98, 'parcel_back.returned', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel_back.returned"}', NULL, 1);
INSERT INTO public.orders_event VALUES (99, 'parcel_back.lost', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel_back.lost"}', NULL, 1);
INSERT INTO public.orders_event VALUES (100, 'parcel_back.misdelivered', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "parcel_back.misdelivered"}', NULL, 1);
INSERT INTO public.orders_event VALUES (101, 'cancellation.requested', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "cancellation.requested"}', NULL, 1);
INSERT INTO public.orders_event VALUES (102, 'cancellation.held', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "cancellation.held"}', NULL, 1);
INSERT INTO public.orders_event VALUES (103, 'cancellation.accepted', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "cancellation.accepted"}', NULL, 1);
INSERT INTO public.orders_event VALUES (104, 'cancellation.refused', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "cancellation.refused"}', NULL, 1);
INSERT INTO public.orders_event VALUES (105, 'cancellation.withdrawn', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "cancellation.withdrawn"}', NULL, 1);
INSERT INTO public.orders_event VALUES (106, 'cancellation.made_by_care', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "cancellation.made_by_care"}', NULL, 1);
INSERT INTO public.orders_event VALUES (107, 'claim.period_opened', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "claim.period_opened"}', NULL, 1);
INSERT INTO public.orders_event VALUES (108, 'claim.reported', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "claim.reported"}', NULL, 1);
INSERT INTO public.orders_event VALUES (109, 'claim.filed', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "claim.filed"}', NULL, 1);
INSERT INTO public.orders_event VALUES (110, 'claim.refused', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "claim.refused"}', NULL, 1);
INSERT INTO public.orders_event VALUES (111, 'claim.accepted', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "claim.accepted"}', NULL, 1);
INSERT INTO public.orders_event VALUES (112, 'claim.redelivery_started', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "claim.redelivery_started"}', NULL, 1);
INSERT INTO public.orders_event VALUES (113, 'claim.parcel_found', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "claim.parcel_found"}', NULL, 1);
INSERT INTO public.orders_event VALUES (114, 'claim.parcel_returning', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "claim.parcel_returning"}', NULL, 1);
INSERT INTO public.orders_event VALUES (115, 'authenticity.reported', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "authenticity.reported"}', NULL, 1);
INSERT INTO public.orders_event VALUES (116, 'authenticity.return_offered', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "authenticity.return_offered"}', NULL, 1);
INSERT INTO public.orders_event VALUES (117, 'authenticity.piece_received', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "authenticity.piece_received"}', NULL, 1);
INSERT INTO public.orders_event VALUES (118, 'authenticity.disproven', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "authenticity.disproven"}', NULL, 1);
INSERT INTO public.orders_event VALUES (119, 'authenticity.report_refused', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "authenticity.report_refused"}', NULL, 1);
INSERT INTO public.orders_event VALUES (120, 'damage.reported', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "damage.reported"}', NULL, 1);
INSERT INTO public.orders_event VALUES (121, 'damage.decided', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "damage.decided"}', NULL, 1);
INSERT INTO public.orders_event VALUES (122, 'damage.return_requested', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "damage.return_requested"}', NULL, 1);
INSERT INTO public.orders_event VALUES (123, 'damage.piece_received', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "damage.piece_received"}', NULL, 1);
INSERT INTO public.orders_event VALUES (124, 'damage.return_expired', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "damage.return_expired"}', NULL, 1);
INSERT INTO public.orders_event VALUES (125, 'erasure.requested', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "erasure.requested"}', NULL, 1);
INSERT INTO public.orders_event VALUES (126, 'erasure.withdrawn', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "erasure.withdrawn"}', NULL, 1);
INSERT INTO public.orders_event VALUES (127, 'mail.received', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "mail.received"}', NULL, 1);
INSERT INTO public.orders_event VALUES (128, 'mail.received_without_receipt', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "mail.received_without_receipt"}', NULL, 1);
INSERT INTO public.orders_event VALUES (129, 'care.answered', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "care.answered"}', NULL, 1);
INSERT INTO public.orders_event VALUES (130, 'upload.infected', '2026-11-23 17:00:00+00', 'staff:pat', '{"sentence": "upload.infected"}', NULL, 1);
INSERT INTO public.orders_line VALUES (1, 'Black bag', '{}', 'us', 900, 120000, 0, 'placed', 1, 1);
INSERT INTO public.orders_line VALUES (2, 'Black bag', '{}', 'us', 900, 120000, 0, 'placed', 2, 1);
INSERT INTO public.orders_order VALUES (1, 'T-23456-789AB', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', '2026-11-23 17:00:00+00', 'standard', 'fedex', 'NY', '10013', '{}', '{}', '{}', 240000, 0, 0, 240000, '5bdd6efb2e0c26cdf35ae156c763c9d0c3f6bf308b01ef34db71b378aa2daff6');
INSERT INTO public.orders_publishedpolicy VALUES ('5bdd6efb2e0c26cdf35ae156c763c9d0c3f6bf308b01ef34db71b378aa2daff6', 'troth-standard', '2025-01-01', '# The store''s published terms. Every promise that the store makes is one of these values;
# nothing else in the house knows a number of days, an hour or a rate.
# Check a change with: troth check-policy FILE. An order is judged for ever by the version it was placed under.
name = "troth-standard"
effective_on = 2025-01-01
# "EST" on a store''s page means the clock on the wall in New York. A store that means a fixed offset
# all year writes it: zone = "UTC-05:00", zone_label = "EST".
zone = "America/New_York"
zone_label = "ET"
[store]
name = "Fathom & Reed"
address = ["214 Lantern Row, Floor 3", "New York, NY 10013"]
care_email = "care@fathomandreed.example"
phone = "212-555-0100"            # for carriers, on labels
[cut_off]                       # clauses cut_off and closed_days
at = 16:00:00                   # inclusive; an early-close day of the store''s calendar is cut off when it closes
calendar = "store"
[processing]                    # clause processing: business days after the start day
earliest_days = 1
latest_days = 2
[transfer]                      # clause transfer: items that lie in the Japan warehouse
warehouse = "jp"
dispatch_calendar = "japan"
dispatch_earliest_days = 1      # days of the dispatch calendar, strictly after the start day
dispatch_latest_days = 2
arrival_earliest_days = 4       # store business days, strictly after dispatch: flight, customs, check on arrival
arrival_latest_days = 8
[cancellation]                  # clauses cancellation and cancellation_closed_days
window_hours = 2                # from the confirmation''s receipt, inclusive
delivery_report_hours = 24      # without a delivery report by then, the hand-over time stands
[claim]                         # clauses non_receipt and claim_deadline: business days after the ship day
opens_after_days = 15
closes_after_days = 18
[delay]                         # a shipment that can''t leave by the day promised (16 CFR 435.2)
consent_days = 30               # calendar days: a first delay up to here needs no answer; the time to answer a longer one
least_answer_hours = 48         # the shopper has this long to answer, however late we found out
hand_over_days = 1              # business days after processing within which the carrier must have it
[care]
opens_at = "09:00"               # care''s hours, on business days: time limits for people count them
closes_at = "18:00"
second_person_above_cents = 500000  # a refund of more than this, that a person decides, needs a second one
return_days = 30                # calendar days for sending a piece back, where care offers a return
returned_answer_days = 10        # business days to choose, once a parcel came back; then everything is given back
[records]
erase_after_hours = 24          # a shopper who asks to be forgotten may take it back until then
tax_years = 3                   # after the sales-tax return was due (New York TB-ST-770 asks for three)
[signature]                     # clause signature
required = true
[authentication]                # clause authentication
second_expert_above_cents = 500000   # above this price a second, different expert must approve too
[sales_tax]                     # clause sales_tax; the rates have dates and live beside this file
states = ["NY"]
clothing_exempt_under_cents = 11000
[hold]                          # starting payment keeps a piece for its shopper, and frees it by itself
minutes = 15
minutes_after_decline = 3       # time for another card, then the next shopper may have it
most_items_per_session = 10
most_items_per_email = 10
most_items_per_address = 20     # one network address: a household, an office
most_starts_a_day = 5           # how often one shopper may hold the same piece in 24 hours
[payment]                       # reserved when the order is placed, taken later
before_expiry_hours = 24        # this long before the reservation would lapse, it counts as about to
review_risk_levels = ["elevated", "highest"]       # the provider''s word
review_failed_checks = ["postal_code", "cvc"]      # what the card''s issuer said of the shopper''s entries
review_hours = 9                # business hours: a person decides within these, or the order is cancelled and nothing is charged
[payment.capture]               # by warehouse: "handed_over" to the carrier, or "before_expiry" where that comes first
us = "handed_over"
jp = "before_expiry"
[[methods]]                     # clause methods; the first that serves a destination is offered first
key = "ground"
name = "Ground"
price_cents = 1500
earliest_days = 5               # clause delivery: store business days after processing
latest_days = 10
po_boxes = true
states = [                      # the 48 contiguous states and DC
    "AL", "AR", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "IA", "ID", "IL", "IN", "KS", "KY", "LA",
    "MA", "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH",
    "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VT", "WA", "WI", "WV", "WY",
]
# Clause carrier: the first rule whose conditions all hold chooses.
[[methods.carrier_rules]]
carrier = "usps"
po_box = true
up_to_grams = 31751
reason = "only the Postal Service delivers to a PO box"
[[methods.carrier_rules]]
carrier = "fedex"
po_box = false
up_to_grams = 22680
reason = "ground goes by FedEx in the lower 48"
[[methods.carrier_rules]]
carrier = "ups"
po_box = false
up_to_grams = 68038
reason = "a parcel over 50 lb goes by UPS"
[carriers.fedex]
name = "FedEx"
calendar = "fedex"
tracking_url = "https://www.fedex.com/fedextrack/?trknbr={number}"
[carriers.ups]
name = "UPS"
calendar = "ups"
tracking_url = "https://www.ups.com/track?loc=en_US&tracknum={number}"
[carriers.usps]
name = "USPS"
calendar = "usps"
tracking_url = "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}"
# The calendars list every day of 2025-2032; a date beyond is an error, never a guess.
[calendars.store]
label = "store"
first = 2025-01-01
last = 2032-12-31
weekend = ["saturday", "sunday"]
source = "US federal holidays as observed (5 U.S.C. 6103)"
verified_on = 2026-11-22
[calendars.store.holidays]
2025-01-01 = "New Year''s Day"
2025-01-20 = "Martin Luther King Jr. Day"
2025-02-17 = "Washington''s Birthday"
2025-05-26 = "Memorial Day"
2025-06-19 = "Juneteenth"
2025-07-04 = "Independence Day"
2025-09-01 = "Labor Day"
2025-10-13 = "Columbus Day"
2025-11-11 = "Veterans Day"
2025-11-27 = "Thanksgiving Day"
2025-12-25 = "Christmas Day"
2026-01-01 = "New Year''s Day"
2026-01-19 = "Martin Luther King Jr. Day"
2026-02-16 = "Washington''s Birthday"
2026-05-25 = "Memorial Day"
2026-06-19 = "Juneteenth"
2026-07-03 = "Independence Day, observed"
2026-09-07 = "Labor Day"
2026-10-12 = "Columbus Day"
2026-11-11 = "Veterans Day"
2026-11-26 = "Thanksgiving Day"
2026-12-25 = "Christmas Day"
2027-01-01 = "New Year''s Day"
2027-01-18 = "Martin Luther King Jr. Day"
2027-02-15 = "Washington''s Birthday"
2027-05-31 = "Memorial Day"
2027-06-18 = "Juneteenth, observed"
2027-07-05 = "Independence Day, observed"
2027-09-06 = "Labor Day"
2027-10-11 = "Columbus Day"
2027-11-11 = "Veterans Day"
2027-11-25 = "Thanksgiving Day"
2027-12-24 = "Christmas Day, observed"
2027-12-31 = "New Year''s Day, observed"
2028-01-17 = "Martin Luther King Jr. Day"
2028-02-21 = "Washington''s Birthday"
2028-05-29 = "Memorial Day"
2028-06-19 = "Juneteenth"
2028-07-04 = "Independence Day"
2028-09-04 = "Labor Day"
2028-10-09 = "Columbus Day"
2028-11-10 = "Veterans Day, observed"
2028-11-23 = "Thanksgiving Day"
2028-12-25 = "Christmas Day"
2029-01-01 = "New Year''s Day"
2029-01-15 = "Martin Luther King Jr. Day"
2029-02-19 = "Washington''s Birthday"
2029-05-28 = "Memorial Day"
2029-06-19 = "Juneteenth"
2029-07-04 = "Independence Day"
2029-09-03 = "Labor Day"
2029-10-08 = "Columbus Day"
2029-11-12 = "Veterans Day, observed"
2029-11-22 = "Thanksgiving Day"
2029-12-25 = "Christmas Day"
2030-01-01 = "New Year''s Day"
2030-01-21 = "Martin Luther King Jr. Day"
2030-02-18 = "Washington''s Birthday"
2030-05-27 = "Memorial Day"
2030-06-19 = "Juneteenth"
2030-07-04 = "Independence Day"
2030-09-02 = "Labor Day"
2030-10-14 = "Columbus Day"
2030-11-11 = "Veterans Day"
2030-11-28 = "Thanksgiving Day"
2030-12-25 = "Christmas Day"
2031-01-01 = "New Year''s Day"
2031-01-20 = "Martin Luther King Jr. Day"
2031-02-17 = "Washington''s Birthday"
2031-05-26 = "Memorial Day"
2031-06-19 = "Juneteenth"
2031-07-04 = "Independence Day"
2031-09-01 = "Labor Day"
2031-10-13 = "Columbus Day"
2031-11-11 = "Veterans Day"
2031-11-27 = "Thanksgiving Day"
2031-12-25 = "Christmas Day"
2032-01-01 = "New Year''s Day"
2032-01-19 = "Martin Luther King Jr. Day"
2032-02-16 = "Washington''s Birthday"
2032-05-31 = "Memorial Day"
2032-06-18 = "Juneteenth, observed"
2032-07-05 = "Independence Day, observed"
2032-09-06 = "Labor Day"
2032-10-11 = "Columbus Day"
2032-11-11 = "Veterans Day"
2032-11-25 = "Thanksgiving Day"
2032-12-24 = "Christmas Day, observed"
2032-12-31 = "New Year''s Day, observed"
[calendars.japan]
label = "Japan warehouse"
first = 2025-01-01
last = 2032-12-31
weekend = ["saturday", "sunday"]
source = "National holidays of Japan (Act on National Holidays), and the warehouse''s year-end closure"
verified_on = 2026-11-22
year_end = { first = "12-29", last = "01-03", name = "Year-end closure" }
[calendars.japan.holidays]
2025-01-13 = "Coming of Age Day"
2025-02-11 = "Foundation Day"
2025-02-24 = "Substitute Holiday"
2025-03-20 = "Vernal Equinox Day"
2025-04-29 = "Showa Day"
2025-05-05 = "Children''s Day"
2025-05-06 = "Substitute Holiday"
2025-07-21 = "Marine Day"
2025-08-11 = "Mountain Day"
2025-09-15 = "Respect for the Aged Day"
2025-09-23 = "Autumnal Equinox Day"
2025-10-13 = "Sports Day"
2025-11-03 = "Culture Day"
2025-11-24 = "Substitute Holiday"
2026-01-12 = "Coming of Age Day"
2026-02-11 = "Foundation Day"
2026-02-23 = "Emperor''s Birthday"
2026-03-20 = "Vernal Equinox Day"
2026-04-29 = "Showa Day"
2026-05-04 = "Greenery Day"
2026-05-05 = "Children''s Day"
2026-05-06 = "Substitute Holiday"
2026-07-20 = "Marine Day"
2026-08-11 = "Mountain Day"
2026-09-21 = "Respect for the Aged Day"
2026-09-22 = "National Holiday"
2026-09-23 = "Autumnal Equinox Day"
2026-10-12 = "Sports Day"
2026-11-03 = "Culture Day"
2026-11-23 = "Labor Thanksgiving Day"
2027-01-11 = "Coming of Age Day"
2027-02-11 = "Foundation Day"
2027-02-23 = "Emperor''s Birthday"
2027-03-22 = "Substitute Holiday"
2027-04-29 = "Showa Day"
2027-05-03 = "Constitution Day"
2027-05-04 = "Greenery Day"
2027-05-05 = "Children''s Day"
2027-07-19 = "Marine Day"
2027-08-11 = "Mountain Day"
2027-09-20 = "Respect for the Aged Day"
2027-09-23 = "Autumnal Equinox Day"
2027-10-11 = "Sports Day"
2027-11-03 = "Culture Day"
2027-11-23 = "Labor Thanksgiving Day"
2028-01-10 = "Coming of Age Day"
2028-02-11 = "Foundation Day"
2028-02-23 = "Emperor''s Birthday"
2028-03-20 = "Vernal Equinox Day"
2028-05-03 = "Constitution Day"
2028-05-04 = "Greenery Day"
2028-05-05 = "Children''s Day"
2028-07-17 = "Marine Day"
2028-08-11 = "Mountain Day"
2028-09-18 = "Respect for the Aged Day"
2028-09-22 = "Autumnal Equinox Day"
2028-10-09 = "Sports Day"
2028-11-03 = "Culture Day"
2028-11-23 = "Labor Thanksgiving Day"
2029-01-08 = "Coming of Age Day"
2029-02-12 = "Substitute Holiday"
2029-02-23 = "Emperor''s Birthday"
2029-03-20 = "Vernal Equinox Day"
2029-04-30 = "Substitute Holiday"
2029-05-03 = "Constitution Day"
2029-05-04 = "Greenery Day"
2029-07-16 = "Marine Day"
2029-09-17 = "Respect for the Aged Day"
2029-09-24 = "Substitute Holiday"
2029-10-08 = "Sports Day"
2029-11-23 = "Labor Thanksgiving Day"
2030-01-14 = "Coming of Age Day"
2030-02-11 = "Foundation Day"
2030-03-20 = "Vernal Equinox Day"
2030-04-29 = "Showa Day"
2030-05-03 = "Constitution Day"
2030-05-06 = "Substitute Holiday"
2030-07-15 = "Marine Day"
2030-08-12 = "Substitute Holiday"
2030-09-16 = "Respect for the Aged Day"
2030-09-23 = "Autumnal Equinox Day"
2030-10-14 = "Sports Day"
2030-11-04 = "Substitute Holiday"
2031-01-13 = "Coming of Age Day"
2031-02-11 = "Foundation Day"
2031-02-24 = "Substitute Holiday"
2031-03-21 = "Vernal Equinox Day"
2031-04-29 = "Showa Day"
2031-05-05 = "Children''s Day"
2031-05-06 = "Substitute Holiday"
2031-07-21 = "Marine Day"
2031-08-11 = "Mountain Day"
2031-09-15 = "Respect for the Aged Day"
2031-09-23 = "Autumnal Equinox Day"
2031-10-13 = "Sports Day"
2031-11-03 = "Culture Day"
2031-11-24 = "Substitute Holiday"
2032-01-12 = "Coming of Age Day"
2032-02-11 = "Foundation Day"
2032-02-23 = "Emperor''s Birthday"
2032-04-29 = "Showa Day"
2032-05-03 = "Constitution Day"
2032-05-04 = "Greenery Day"
2032-05-05 = "Children''s Day"
2032-07-19 = "Marine Day"
2032-08-11 = "Mountain Day"
2032-09-20 = "Respect for the Aged Day"
2032-09-21 = "National Holiday"
2032-09-22 = "Autumnal Equinox Day"
2032-10-11 = "Sports Day"
2032-11-03 = "Culture Day"
2032-11-23 = "Labor Thanksgiving Day"
[calendars.fedex]
label = "FedEx"
first = 2025-01-01
last = 2032-12-31
weekend = ["saturday", "sunday"]
source = "The six days every public schedule agrees on; read the year''s own sheet"
verified_on = 2026-11-22
[calendars.fedex.holidays]
2025-01-01 = "New Year''s Day"
2025-05-26 = "Memorial Day"
2025-07-04 = "Independence Day"
2025-09-01 = "Labor Day"
2025-11-27 = "Thanksgiving Day"
2025-12-25 = "Christmas Day"
2026-01-01 = "New Year''s Day"
2026-05-25 = "Memorial Day"
2026-09-07 = "Labor Day"
2026-11-26 = "Thanksgiving Day"
2026-12-25 = "Christmas Day"
2027-01-01 = "New Year''s Day"
2027-05-31 = "Memorial Day"
2027-09-06 = "Labor Day"
2027-11-25 = "Thanksgiving Day"
2028-05-29 = "Memorial Day"
2028-07-04 = "Independence Day"
2028-09-04 = "Labor Day"
2028-11-23 = "Thanksgiving Day"
2028-12-25 = "Christmas Day"
2029-01-01 = "New Year''s Day"
2029-05-28 = "Memorial Day"
2029-07-04 = "Independence Day"
2029-09-03 = "Labor Day"
2029-11-22 = "Thanksgiving Day"
2029-12-25 = "Christmas Day"
2030-01-01 = "New Year''s Day"
2030-05-27 = "Memorial Day"
2030-07-04 = "Independence Day"
2030-09-02 = "Labor Day"
2030-11-28 = "Thanksgiving Day"
2030-12-25 = "Christmas Day"
2031-01-01 = "New Year''s Day"
2031-05-26 = "Memorial Day"
2031-07-04 = "Independence Day"
2031-09-01 = "Labor Day"
2031-11-27 = "Thanksgiving Day"
2031-12-25 = "Christmas Day"
2032-01-01 = "New Year''s Day"
2032-05-31 = "Memorial Day"
2032-09-06 = "Labor Day"
2032-11-25 = "Thanksgiving Day"
[calendars.fedex.early_close]
2025-12-24 = 13:00:00
2025-12-31 = 15:00:00
2026-12-24 = 13:00:00
2026-12-31 = 15:00:00
2027-12-24 = 13:00:00
2027-12-31 = 15:00:00
2029-12-24 = 13:00:00
2029-12-31 = 15:00:00
2030-12-24 = 13:00:00
2030-12-31 = 15:00:00
2031-12-24 = 13:00:00
2031-12-31 = 15:00:00
2032-12-24 = 13:00:00
2032-12-31 = 15:00:00
[calendars.ups]
label = "UPS"
first = 2025-01-01
last = 2032-12-31
weekend = ["saturday", "sunday"]
source = "The six days every public schedule agrees on; read the year''s own sheet"
verified_on = 2026-11-22
[calendars.ups.holidays]
2025-01-01 = "New Year''s Day"
2025-05-26 = "Memorial Day"
2025-07-04 = "Independence Day"
2025-09-01 = "Labor Day"
2025-11-27 = "Thanksgiving Day"
2025-12-25 = "Christmas Day"
2026-01-01 = "New Year''s Day"
2026-05-25 = "Memorial Day"
2026-09-07 = "Labor Day"
2026-11-26 = "Thanksgiving Day"
2026-12-25 = "Christmas Day"
2027-01-01 = "New Year''s Day"
2027-05-31 = "Memorial Day"
2027-09-06 = "Labor Day"
2027-11-25 = "Thanksgiving Day"
2028-05-29 = "Memorial Day"
2028-07-04 = "Independence Day"
2028-09-04 = "Labor Day"
2028-11-23 = "Thanksgiving Day"
2028-12-25 = "Christmas Day"
2029-01-01 = "New Year''s Day"
2029-05-28 = "Memorial Day"
2029-07-04 = "Independence Day"
2029-09-03 = "Labor Day"
2029-11-22 = "Thanksgiving Day"
2029-12-25 = "Christmas Day"
2030-01-01 = "New Year''s Day"
2030-05-27 = "Memorial Day"
2030-07-04 = "Independence Day"
2030-09-02 = "Labor Day"
2030-11-28 = "Thanksgiving Day"
2030-12-25 = "Christmas Day"
2031-01-01 = "New Year''s Day"
2031-05-26 = "Memorial Day"
2031-07-04 = "Independence Day"
2031-09-01 = "Labor Day"
2031-11-27 = "Thanksgiving Day"
2031-12-25 = "Christmas Day"
2032-01-01 = "New Year''s Day"
2032-05-31 = "Memorial Day"
2032-09-06 = "Labor Day"
2032-11-25 = "Thanksgiving Day"
[calendars.ups.early_close]
2025-12-24 = 13:00:00
2025-12-31 = 15:00:00
2026-12-24 = 13:00:00
2026-12-31 = 15:00:00
2027-12-24 = 13:00:00
2027-12-31 = 15:00:00
2029-12-24 = 13:00:00
2029-12-31 = 15:00:00
2030-12-24 = 13:00:00
2030-12-31 = 15:00:00
2031-12-24 = 13:00:00
2031-12-31 = 15:00:00
2032-12-24 = 13:00:00
2032-12-31 = 15:00:00
[calendars.usps]
label = "USPS"
first = 2025-01-01
last = 2032-12-31
weekend = ["sunday"]
source = "Federal holidays as the Postal Service delivers: a Saturday one stays, a Sunday one moves to Monday"
verified_on = 2026-11-22
[calendars.usps.holidays]
2025-01-01 = "New Year''s Day"
2025-01-20 = "Martin Luther King Jr. Day"
2025-02-17 = "Washington''s Birthday"
2025-05-26 = "Memorial Day"
2025-06-19 = "Juneteenth"
2025-07-04 = "Independence Day"
2025-09-01 = "Labor Day"
2025-10-13 = "Columbus Day"
2025-11-11 = "Veterans Day"
2025-11-27 = "Thanksgiving Day"
2025-12-25 = "Christmas Day"
2026-01-01 = "New Year''s Day"
2026-01-19 = "Martin Luther King Jr. Day"
2026-02-16 = "Washington''s Birthday"
2026-05-25 = "Memorial Day"
2026-06-19 = "Juneteenth"
2026-07-04 = "Independence Day"
2026-09-07 = "Labor Day"
2026-10-12 = "Columbus Day"
2026-11-11 = "Veterans Day"
2026-11-26 = "Thanksgiving Day"
2026-12-25 = "Christmas Day"
2027-01-01 = "New Year''s Day"
2027-01-18 = "Martin Luther King Jr. Day"
2027-02-15 = "Washington''s Birthday"
2027-05-31 = "Memorial Day"
2027-06-19 = "Juneteenth"
2027-07-05 = "Independence Day, observed"
2027-09-06 = "Labor Day"
2027-10-11 = "Columbus Day"
2027-11-11 = "Veterans Day"
2027-11-25 = "Thanksgiving Day"
2027-12-25 = "Christmas Day"
2028-01-01 = "New Year''s Day"
2028-01-17 = "Martin Luther King Jr. Day"
2028-02-21 = "Washington''s Birthday"
2028-05-29 = "Memorial Day"
2028-06-19 = "Juneteenth"
2028-07-04 = "Independence Day"
2028-09-04 = "Labor Day"
2028-10-09 = "Columbus Day"
2028-11-11 = "Veterans Day"
2028-11-23 = "Thanksgiving Day"
2028-12-25 = "Christmas Day"
2029-01-01 = "New Year''s Day"
2029-01-15 = "Martin Luther King Jr. Day"
2029-02-19 = "Washington''s Birthday"
2029-05-28 = "Memorial Day"
2029-06-19 = "Juneteenth"
2029-07-04 = "Independence Day"
2029-09-03 = "Labor Day"
2029-10-08 = "Columbus Day"
2029-11-12 = "Veterans Day, observed"
2029-11-22 = "Thanksgiving Day"
2029-12-25 = "Christmas Day"
2030-01-01 = "New Year''s Day"
2030-01-21 = "Martin Luther King Jr. Day"
2030-02-18 = "Washington''s Birthday"
2030-05-27 = "Memorial Day"
2030-06-19 = "Juneteenth"
2030-07-04 = "Independence Day"
2030-09-02 = "Labor Day"
2030-10-14 = "Columbus Day"
2030-11-11 = "Veterans Day"
2030-11-28 = "Thanksgiving Day"
2030-12-25 = "Christmas Day"
2031-01-01 = "New Year''s Day"
2031-01-20 = "Martin Luther King Jr. Day"
2031-02-17 = "Washington''s Birthday"
2031-05-26 = "Memorial Day"
2031-06-19 = "Juneteenth"
2031-07-04 = "Independence Day"
2031-09-01 = "Labor Day"
2031-10-13 = "Columbus Day"
2031-11-11 = "Veterans Day"
2031-11-27 = "Thanksgiving Day"
2031-12-25 = "Christmas Day"
2032-01-01 = "New Year''s Day"
2032-01-19 = "Martin Luther King Jr. Day"
2032-02-16 = "Washington''s Birthday"
2032-05-31 = "Memorial Day"
2032-06-19 = "Juneteenth"
2032-07-05 = "Independence Day, observed"
2032-09-06 = "Labor Day"
2032-10-11 = "Columbus Day"
2032-11-11 = "Veterans Day"
2032-11-25 = "Thanksgiving Day"
2032-12-25 = "Christmas Day"
');
INSERT INTO public.orders_queueentry VALUES (1, '2026-11-23 17:00:00+00', NULL, 0, 1, false);
INSERT INTO public.orders_recipient VALUES (1, 'ann@example.com', 'Ann Lee', '', '12 Grand Street', '', 'New York', '', '', '');
INSERT INTO public.payments_payment VALUES (1, 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk', 240000, '2026-11-23 17:00:00+00', '2026-11-23 17:00:00+00', NULL, '', NULL, '', 'captured', NULL, '{}', 240000, 0, 1, NULL, NULL);
INSERT INTO public.payments_paymentoperation VALUES (1, '2026-11-23 17:00:00+00', 0, '', 'capture', 240000, 'capture', 'It ships.', '{}', 'staff:pat', '2026-11-23 17:00:00+00', NULL, '2026-11-23 17:00:00+00', false, '', 1);
INSERT INTO public.worklist_task VALUES (1, 'look', 'refund_by_hand', 'care', 'A refund', '', '', '2026-11-23 17:00:00+00', '2026-11-23 17:00:00+00', '', NULL, '', '', NULL);
SELECT pg_catalog.setval('public.access_log_accessrecord_id_seq', 1, false);
SELECT pg_catalog.setval('public.account_emailaddress_id_seq', 1, false);
SELECT pg_catalog.setval('public.account_emailconfirmation_id_seq', 1, false);
SELECT pg_catalog.setval('public.approvals_approvalrequest_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_group_id_seq', 5, true);
SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 7, true);
SELECT pg_catalog.setval('public.auth_permission_id_seq', 348, true);
SELECT pg_catalog.setval('public.auth_user_groups_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_user_id_seq', 1, true);
SELECT pg_catalog.setval('public.auth_user_user_permissions_id_seq', 1, false);
SELECT pg_catalog.setval('public.care_attachment_id_seq', 1, false);
SELECT pg_catalog.setval('public.care_authenticator_id_seq', 1, false);
SELECT pg_catalog.setval('public.care_authenticatorevent_id_seq', 1, false);
SELECT pg_catalog.setval('public.care_carecase_id_seq', 1, true);
SELECT pg_catalog.setval('public.care_mail_id_seq', 1, true);
SELECT pg_catalog.setval('public.care_mailreply_id_seq', 1, false);
SELECT pg_catalog.setval('public.care_note_id_seq', 1, true);
SELECT pg_catalog.setval('public.care_opinion_id_seq', 1, false);
SELECT pg_catalog.setval('public.care_watch_id_seq', 1, false);
SELECT pg_catalog.setval('public.catalog_evaluation_id_seq', 2, true);
SELECT pg_catalog.setval('public.catalog_evidencephoto_id_seq', 1, false);
SELECT pg_catalog.setval('public.catalog_item_id_seq', 2, true);
SELECT pg_catalog.setval('public.catalog_itemevent_id_seq', 40, true);
SELECT pg_catalog.setval('public.catalog_listingrule_id_seq', 1, false);
SELECT pg_catalog.setval('public.catalog_photo_id_seq', 1, false);
SELECT pg_catalog.setval('public.catalog_productionmark_id_seq', 1, false);
SELECT pg_catalog.setval('public.catalog_reservationstart_id_seq', 1, false);
SELECT pg_catalog.setval('public.catalog_voidedserial_id_seq', 1, false);
SELECT pg_catalog.setval('public.catalog_withdrawal_id_seq', 1, false);
SELECT pg_catalog.setval('public.checkout_checkout_id_seq', 1, false);
SELECT pg_catalog.setval('public.desk_issuedpassword_id_seq', 1, false);
SELECT pg_catalog.setval('public.django_content_type_id_seq', 87, true);
SELECT pg_catalog.setval('public.django_migrations_id_seq', 64, true);
SELECT pg_catalog.setval('public.fulfillment_closure_id_seq', 1, false);
SELECT pg_catalog.setval('public.fulfillment_counterreceipt_id_seq', 1, false);
SELECT pg_catalog.setval('public.fulfillment_crossing_id_seq', 1, false);
SELECT pg_catalog.setval('public.fulfillment_crossingcheck_id_seq', 1, false);
SELECT pg_catalog.setval('public.fulfillment_crossingphoto_id_seq', 1, false);
SELECT pg_catalog.setval('public.fulfillment_delay_id_seq', 1, false);
SELECT pg_catalog.setval('public.fulfillment_label_id_seq', 1, true);
SELECT pg_catalog.setval('public.fulfillment_packingphoto_id_seq', 1, false);
SELECT pg_catalog.setval('public.fulfillment_parcel_id_seq', 1, true);
SELECT pg_catalog.setval('public.fulfillment_parcelback_id_seq', 1, false);
SELECT pg_catalog.setval('public.fulfillment_parcelline_id_seq', 1, true);
SELECT pg_catalog.setval('public.fulfillment_pickup_id_seq', 1, false);
SELECT pg_catalog.setval('public.fulfillment_promisestatus_id_seq', 1, false);
SELECT pg_catalog.setval('public.fulfillment_return_id_seq', 1, false);
SELECT pg_catalog.setval('public.fulfillment_returnedpiece_id_seq', 1, false);
SELECT pg_catalog.setval('public.fulfillment_returnlabel_id_seq', 1, false);
SELECT pg_catalog.setval('public.fulfillment_returnphoto_id_seq', 1, false);
SELECT pg_catalog.setval('public.fulfillment_scan_id_seq', 1, true);
SELECT pg_catalog.setval('public.fulfillment_transfer_id_seq', 1, false);
SELECT pg_catalog.setval('public.mfa_authenticator_id_seq', 1, false);
SELECT pg_catalog.setval('public.notifications_mailallowance_id_seq', 1, false);
SELECT pg_catalog.setval('public.notifications_notification_id_seq', 1, true);
SELECT pg_catalog.setval('public.notifications_resend_id_seq', 1, false);
SELECT pg_catalog.setval('public.notifications_savedsearch_id_seq', 1, false);
SELECT pg_catalog.setval('public.notifications_sentcopy_id_seq', 1, false);
SELECT pg_catalog.setval('public.notifications_unmatchedreport_id_seq', 1, false);
SELECT pg_catalog.setval('public.operations_heartbeat_id_seq', 1, false);
SELECT pg_catalog.setval('public.orders_event_id_seq', 130, true);
SELECT pg_catalog.setval('public.orders_line_id_seq', 2, true);
SELECT pg_catalog.setval('public.orders_order_id_seq', 1, true);
SELECT pg_catalog.setval('public.orders_publication_id_seq', 1, false);
SELECT pg_catalog.setval('public.payments_approval_id_seq', 1, false);
SELECT pg_catalog.setval('public.payments_dispute_id_seq', 1, false);
SELECT pg_catalog.setval('public.payments_payment_id_seq', 1, true);
SELECT pg_catalog.setval('public.payments_paymentoperation_id_seq', 1, true);
SELECT pg_catalog.setval('public.payments_paymentrequest_id_seq', 1, false);
SELECT pg_catalog.setval('public.payments_reconciliation_id_seq', 1, false);
SELECT pg_catalog.setval('public.payments_webhookevent_id_seq', 1, false);
SELECT pg_catalog.setval('public.publishing_draft_id_seq', 1, false);
SELECT pg_catalog.setval('public.publishing_policyevent_id_seq', 1, false);
SELECT pg_catalog.setval('public.publishing_proposal_id_seq', 1, false);
SELECT pg_catalog.setval('public.publishing_whatif_id_seq', 1, false);
SELECT pg_catalog.setval('public.scanning_heldupload_id_seq', 1, false);
SELECT pg_catalog.setval('public.scorecard_case_id_seq', 1, false);
SELECT pg_catalog.setval('public.scorecard_publicscorecard_id_seq', 1, false);
SELECT pg_catalog.setval('public.scorecard_reading_id_seq', 1, false);
SELECT pg_catalog.setval('public.usersessions_usersession_id_seq', 1, false);
SELECT pg_catalog.setval('public.worklist_task_id_seq', 1, true);
ALTER TABLE ONLY public.access_log_accessrecord
    ADD CONSTRAINT access_log_accessrecord_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.payments_approval
    ADD CONSTRAINT approval_once UNIQUE (payment_id, key);
ALTER TABLE ONLY public.approvals_approvalrequest
    ADD CONSTRAINT approvals_approvalrequest_key_key UNIQUE (key);
ALTER TABLE ONLY public.approvals_approvalrequest
    ADD CONSTRAINT approvals_approvalrequest_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.care_attachment
    ADD CONSTRAINT attached_once UNIQUE (request_id, digest);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_user_id_group_id_94350c0c_uniq UNIQUE (user_id, group_id);
ALTER TABLE ONLY public.auth_user
    ADD CONSTRAINT auth_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_user_id_permission_id_14a6b632_uniq UNIQUE (user_id, permission_id);
ALTER TABLE ONLY public.auth_user
    ADD CONSTRAINT auth_user_username_key UNIQUE (username);
ALTER TABLE ONLY public.care_attachment
    ADD CONSTRAINT care_attachment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.care_authenticator
    ADD CONSTRAINT care_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.care_authenticatorevent
    ADD CONSTRAINT care_authenticatorevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.care_carecase
    ADD CONSTRAINT care_carecase_key_key UNIQUE (key);
ALTER TABLE ONLY public.care_carecase
    ADD CONSTRAINT care_carecase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.care_mail
    ADD CONSTRAINT care_mail_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.care_mail
    ADD CONSTRAINT care_mail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.care_mailreply
    ADD CONSTRAINT care_mailreply_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.care_note
    ADD CONSTRAINT care_note_event_id_key UNIQUE (event_id);
ALTER TABLE ONLY public.care_note
    ADD CONSTRAINT care_note_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.care_opinion
    ADD CONSTRAINT care_opinion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.care_watch
    ADD CONSTRAINT care_watch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_evaluation
    ADD CONSTRAINT catalog_evaluation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_evidencephoto
    ADD CONSTRAINT catalog_evidencephoto_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_item
    ADD CONSTRAINT catalog_item_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_item
    ADD CONSTRAINT catalog_item_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.catalog_itemevent
    ADD CONSTRAINT catalog_itemevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_listingrule
    ADD CONSTRAINT catalog_listingrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_photo
    ADD CONSTRAINT catalog_photo_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_productionmark
    ADD CONSTRAINT catalog_productionmark_name_key UNIQUE (name);
ALTER TABLE ONLY public.catalog_productionmark
    ADD CONSTRAINT catalog_productionmark_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_reservation
    ADD CONSTRAINT catalog_reservation_pkey PRIMARY KEY (item_id);
ALTER TABLE ONLY public.catalog_reservationstart
    ADD CONSTRAINT catalog_reservationstart_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_voidedserial
    ADD CONSTRAINT catalog_voidedserial_fingerprint_key UNIQUE (fingerprint);
ALTER TABLE ONLY public.catalog_voidedserial
    ADD CONSTRAINT catalog_voidedserial_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_withdrawal
    ADD CONSTRAINT catalog_withdrawal_evaluation_id_key UNIQUE (evaluation_id);
ALTER TABLE ONLY public.catalog_withdrawal
    ADD CONSTRAINT catalog_withdrawal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.checkout_checkout
    ADD CONSTRAINT checkout_checkout_key_key UNIQUE (key);
ALTER TABLE ONLY public.checkout_checkout
    ADD CONSTRAINT checkout_checkout_payment_id_key UNIQUE (payment_id);
ALTER TABLE ONLY public.checkout_checkout
    ADD CONSTRAINT checkout_checkout_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_crossingphoto
    ADD CONSTRAINT crossing_photo_once UNIQUE (check_of_id, digest);
ALTER TABLE ONLY public.fulfillment_delay
    ADD CONSTRAINT delay_round_once UNIQUE (standing_id, number);
ALTER TABLE ONLY public.desk_issuedpassword
    ADD CONSTRAINT desk_issuedpassword_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_issuedpassword
    ADD CONSTRAINT desk_issuedpassword_user_id_key UNIQUE (user_id);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.django_tasks_database_dbtaskresult
    ADD CONSTRAINT django_tasks_database_dbtaskresult_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_evaluation
    ADD CONSTRAINT evaluation_number_once UNIQUE (item_id, number);
ALTER TABLE ONLY public.catalog_evidencephoto
    ADD CONSTRAINT evidence_sent_once UNIQUE (item_id, by_id, digest);
ALTER TABLE ONLY public.fulfillment_carrieroutage
    ADD CONSTRAINT fulfillment_carrieroutage_pkey PRIMARY KEY (carrier);
ALTER TABLE ONLY public.fulfillment_closure
    ADD CONSTRAINT fulfillment_closure_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_closure
    ADD CONSTRAINT fulfillment_closure_replaces_id_key UNIQUE (replaces_id);
ALTER TABLE ONLY public.fulfillment_closurejob
    ADD CONSTRAINT fulfillment_closurejob_pkey PRIMARY KEY (closure_id);
ALTER TABLE ONLY public.fulfillment_counterreceipt
    ADD CONSTRAINT fulfillment_counterreceipt_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.fulfillment_counterreceipt
    ADD CONSTRAINT fulfillment_counterreceipt_label_id_key UNIQUE (label_id);
ALTER TABLE ONLY public.fulfillment_counterreceipt
    ADD CONSTRAINT fulfillment_counterreceipt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_crossing
    ADD CONSTRAINT fulfillment_crossing_line_id_key UNIQUE (line_id);
ALTER TABLE ONLY public.fulfillment_crossing
    ADD CONSTRAINT fulfillment_crossing_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_crossingcheck
    ADD CONSTRAINT fulfillment_crossingcheck_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_crossingphoto
    ADD CONSTRAINT fulfillment_crossingphoto_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_delay
    ADD CONSTRAINT fulfillment_delay_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_label
    ADD CONSTRAINT fulfillment_label_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_label
    ADD CONSTRAINT fulfillment_label_reference_key UNIQUE (reference);
ALTER TABLE ONLY public.fulfillment_packingphoto
    ADD CONSTRAINT fulfillment_packingphoto_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_parcel
    ADD CONSTRAINT fulfillment_parcel_key_key UNIQUE (key);
ALTER TABLE ONLY public.fulfillment_parcel
    ADD CONSTRAINT fulfillment_parcel_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_parcelback
    ADD CONSTRAINT fulfillment_parcelback_key_key UNIQUE (key);
ALTER TABLE ONLY public.fulfillment_parcelback
    ADD CONSTRAINT fulfillment_parcelback_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_parcelline
    ADD CONSTRAINT fulfillment_parcelline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_pickup
    ADD CONSTRAINT fulfillment_pickup_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_promisestatus
    ADD CONSTRAINT fulfillment_promisestatus_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_return
    ADD CONSTRAINT fulfillment_return_key_key UNIQUE (key);
ALTER TABLE ONLY public.fulfillment_return
    ADD CONSTRAINT fulfillment_return_parcel_id_key UNIQUE (parcel_id);
ALTER TABLE ONLY public.fulfillment_return
    ADD CONSTRAINT fulfillment_return_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_returnedpiece
    ADD CONSTRAINT fulfillment_returnedpiece_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_returnlabel
    ADD CONSTRAINT fulfillment_returnlabel_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_returnlabel
    ADD CONSTRAINT fulfillment_returnlabel_reference_key UNIQUE (reference);
ALTER TABLE ONLY public.fulfillment_returnphoto
    ADD CONSTRAINT fulfillment_returnphoto_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_scan
    ADD CONSTRAINT fulfillment_scan_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.fulfillment_scan
    ADD CONSTRAINT fulfillment_scan_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_shelflocation
    ADD CONSTRAINT fulfillment_shelflocation_pkey PRIMARY KEY (item_id);
ALTER TABLE ONLY public.fulfillment_transfer
    ADD CONSTRAINT fulfillment_transfer_key_key UNIQUE (key);
ALTER TABLE ONLY public.fulfillment_transfer
    ADD CONSTRAINT fulfillment_transfer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_item
    ADD CONSTRAINT item_source_once UNIQUE (source, source_id);
ALTER TABLE ONLY public.scorecard_case
    ADD CONSTRAINT judged_once UNIQUE (order_id, measure, about);
ALTER TABLE ONLY public.notifications_mailallowance
    ADD CONSTRAINT mail_allowance_once UNIQUE (purpose, scope, key, day);
ALTER TABLE ONLY public.care_mailreply
    ADD CONSTRAINT mail_answered_once UNIQUE (mail_id, key);
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.notifications_notification
    ADD CONSTRAINT notice_of_item_once UNIQUE (item_event_id, kind);
ALTER TABLE ONLY public.notifications_notification
    ADD CONSTRAINT notice_of_search_once UNIQUE (search_id, kind, about);
ALTER TABLE ONLY public.notifications_notification
    ADD CONSTRAINT notice_once UNIQUE (event_id, kind);
ALTER TABLE ONLY public.notifications_mailallowance
    ADD CONSTRAINT notifications_mailallowance_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.notifications_notification
    ADD CONSTRAINT notifications_notification_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY public.notifications_notification
    ADD CONSTRAINT notifications_notification_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.notifications_resend
    ADD CONSTRAINT notifications_resend_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.notifications_savedsearch
    ADD CONSTRAINT notifications_savedsearch_key_key UNIQUE (key);
ALTER TABLE ONLY public.notifications_savedsearch
    ADD CONSTRAINT notifications_savedsearch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.notifications_sentcopy
    ADD CONSTRAINT notifications_sentcopy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.notifications_sentcopy
    ADD CONSTRAINT notifications_sentcopy_repeat_id_key UNIQUE (repeat_id);
ALTER TABLE ONLY public.notifications_unmatchedreport
    ADD CONSTRAINT notifications_unmatchedreport_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.care_opinion
    ADD CONSTRAINT one_opinion_a_person UNIQUE (request_id, by);
ALTER TABLE ONLY public.operations_heartbeat
    ADD CONSTRAINT operations_heartbeat_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.operations_heartbeat
    ADD CONSTRAINT operations_heartbeat_worker_key UNIQUE (worker);
ALTER TABLE ONLY public.orders_event
    ADD CONSTRAINT orders_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_line
    ADD CONSTRAINT orders_line_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_checkout_key_key UNIQUE (checkout_key);
ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_link_hash_key UNIQUE (link_hash);
ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_number_key UNIQUE (number);
ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_publication
    ADD CONSTRAINT orders_publication_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders_publishedpolicy
    ADD CONSTRAINT orders_publishedpolicy_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.orders_queueentry
    ADD CONSTRAINT orders_queueentry_pkey PRIMARY KEY (order_id);
ALTER TABLE ONLY public.orders_recipient
    ADD CONSTRAINT orders_recipient_pkey PRIMARY KEY (order_id);
ALTER TABLE ONLY public.fulfillment_packingphoto
    ADD CONSTRAINT packing_photo_once UNIQUE (parcel_id, digest);
ALTER TABLE ONLY public.care_watch
    ADD CONSTRAINT parcel_watched_once UNIQUE (order_id, number);
ALTER TABLE ONLY public.payments_approval
    ADD CONSTRAINT payments_approval_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.payments_dispute
    ADD CONSTRAINT payments_dispute_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.payments_dispute
    ADD CONSTRAINT payments_dispute_provider_id_key UNIQUE (provider_id);
ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_intent_id_key UNIQUE (intent_id);
ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_key_key UNIQUE (key);
ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_order_id_key UNIQUE (order_id);
ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_session_id_key UNIQUE (session_id);
ALTER TABLE ONLY public.payments_paymentoperation
    ADD CONSTRAINT payments_paymentoperation_key_key UNIQUE (key);
ALTER TABLE ONLY public.payments_paymentoperation
    ADD CONSTRAINT payments_paymentoperation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.payments_paymentrequest
    ADD CONSTRAINT payments_paymentrequest_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.payments_reconciliation
    ADD CONSTRAINT payments_reconciliation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.payments_webhookevent
    ADD CONSTRAINT payments_webhookevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.payments_webhookevent
    ADD CONSTRAINT payments_webhookevent_provider_id_key UNIQUE (provider_id);
ALTER TABLE ONLY public.catalog_photo
    ADD CONSTRAINT photo_position_once UNIQUE (item_id, "position");
ALTER TABLE ONLY public.publishing_draft
    ADD CONSTRAINT publishing_draft_number_key UNIQUE (number);
ALTER TABLE ONLY public.publishing_draft
    ADD CONSTRAINT publishing_draft_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.publishing_policyevent
    ADD CONSTRAINT publishing_policyevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.publishing_proposal
    ADD CONSTRAINT publishing_proposal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.publishing_proposal
    ADD CONSTRAINT publishing_proposal_publication_id_key UNIQUE (publication_id);
ALTER TABLE ONLY public.publishing_whatif
    ADD CONSTRAINT publishing_whatif_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fulfillment_returnphoto
    ADD CONSTRAINT return_photo_once UNIQUE (returned_id, digest);
ALTER TABLE ONLY public.fulfillment_returnedpiece
    ADD CONSTRAINT returned_piece_once UNIQUE (returned_id, line_id);
ALTER TABLE ONLY public.scanning_heldupload
    ADD CONSTRAINT scanning_heldupload_key_key UNIQUE (key);
ALTER TABLE ONLY public.scanning_heldupload
    ADD CONSTRAINT scanning_heldupload_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.scorecard_case
    ADD CONSTRAINT scorecard_case_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.scorecard_publicscorecard
    ADD CONSTRAINT scorecard_publicscorecard_after_key UNIQUE (after);
ALTER TABLE ONLY public.scorecard_publicscorecard
    ADD CONSTRAINT scorecard_publicscorecard_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.scorecard_reading
    ADD CONSTRAINT scorecard_reading_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.scorecard_sheet
    ADD CONSTRAINT scorecard_sheet_pkey PRIMARY KEY (order_id);
ALTER TABLE ONLY public.fulfillment_promisestatus
    ADD CONSTRAINT standing_once UNIQUE (order_id, warehouse);
ALTER TABLE ONLY public.troth_cache
    ADD CONSTRAINT troth_cache_pkey PRIMARY KEY (cache_key);
ALTER TABLE ONLY public.notifications_unmatchedreport
    ADD CONSTRAINT unmatched_report_once UNIQUE (provider, provider_id, kind);
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_session_key_key UNIQUE (session_key);
ALTER TABLE ONLY public.worklist_task
    ADD CONSTRAINT worklist_task_key_key UNIQUE (key);
ALTER TABLE ONLY public.worklist_task
    ADD CONSTRAINT worklist_task_pkey PRIMARY KEY (id);
CREATE INDEX access_at ON public.access_log_accessrecord USING btree (at DESC);
CREATE INDEX access_order ON public.access_log_accessrecord USING btree (order_number, at DESC);
CREATE INDEX access_who ON public.access_log_accessrecord USING btree (who, at DESC);
CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE INDEX approval_decided ON public.approvals_approvalrequest USING btree (decided_at DESC);
CREATE INDEX approval_waiting ON public.approvals_approvalrequest USING btree (asked_at) WHERE (decided_at IS NULL);
CREATE INDEX approvals_approvalrequest_key_93991f31_like ON public.approvals_approvalrequest USING btree (key varchar_pattern_ops);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE INDEX auth_user_groups_group_id_97559544 ON public.auth_user_groups USING btree (group_id);
CREATE INDEX auth_user_groups_user_id_6a12ed8b ON public.auth_user_groups USING btree (user_id);
CREATE INDEX auth_user_user_permissions_permission_id_1fbb5f2c ON public.auth_user_user_permissions USING btree (permission_id);
CREATE INDEX auth_user_user_permissions_user_id_a95ead1b ON public.auth_user_user_permissions USING btree (user_id);
CREATE INDEX auth_user_username_6821ab7c_like ON public.auth_user USING btree (username varchar_pattern_ops);
CREATE UNIQUE INDEX authenticator_listed_once ON public.care_authenticator USING btree (name) WHERE (ended_on IS NULL);
CREATE INDEX care_attachment_request_id_d80dffc9 ON public.care_attachment USING btree (request_id);
CREATE INDEX care_authenticatorevent_authenticator_id_8d9dcd85 ON public.care_authenticatorevent USING btree (authenticator_id);
CREATE INDEX care_carecase_hold_id_dd170ef6 ON public.care_carecase USING btree (hold_id);
CREATE INDEX care_carecase_key_fa6d3a88_like ON public.care_carecase USING btree (key varchar_pattern_ops);
CREATE INDEX care_carecase_order_id_3aa80cb1 ON public.care_carecase USING btree (order_id);
CREATE INDEX care_mail_digest_1a03e1ca_like ON public.care_mail USING btree (digest varchar_pattern_ops);
CREATE INDEX care_mail_order_id_2cdc84e3 ON public.care_mail USING btree (order_id);
CREATE INDEX care_mail_request_id_14f85898 ON public.care_mail USING btree (request_id);
CREATE INDEX care_mailreply_mail_id_0059239c ON public.care_mailreply USING btree (mail_id);
CREATE INDEX care_note_request_id_3dc649ef ON public.care_note USING btree (request_id);
CREATE INDEX care_opinion_request_id_a5399700 ON public.care_opinion USING btree (request_id);
CREATE INDEX care_watch_order_id_54b3ba85 ON public.care_watch USING btree (order_id);
CREATE INDEX case_by_week ON public.scorecard_case USING btree (week, measure, lane, kept, outcome, late_at);
CREATE INDEX case_open ON public.scorecard_case USING btree (measure, late_at) WHERE (kept IS NULL);
CREATE INDEX catalog_evaluation_by_id_9acd5e6a ON public.catalog_evaluation USING btree (by_id);
CREATE INDEX catalog_evaluation_item_id_cf3df84d ON public.catalog_evaluation USING btree (item_id);
CREATE INDEX catalog_evidencephoto_by_id_81de715e ON public.catalog_evidencephoto USING btree (by_id);
CREATE INDEX catalog_evidencephoto_item_id_19c66e3e ON public.catalog_evidencephoto USING btree (item_id);
CREATE INDEX catalog_item_category_e3f62579 ON public.catalog_item USING btree (category);
CREATE INDEX catalog_item_category_e3f62579_like ON public.catalog_item USING btree (category varchar_pattern_ops);
CREATE INDEX catalog_item_serial_print_80862d91 ON public.catalog_item USING btree (serial_print);
CREATE INDEX catalog_item_serial_print_80862d91_like ON public.catalog_item USING btree (serial_print varchar_pattern_ops);
CREATE INDEX catalog_item_slug_ddee36ed_like ON public.catalog_item USING btree (slug varchar_pattern_ops);
CREATE INDEX catalog_itemevent_item_id_a417518b ON public.catalog_itemevent USING btree (item_id);
CREATE INDEX catalog_photo_item_id_f9b8464b ON public.catalog_photo USING btree (item_id);
CREATE INDEX catalog_productionmark_name_389f1b21_like ON public.catalog_productionmark USING btree (name varchar_pattern_ops);
CREATE INDEX catalog_reservation_key_0bc77355 ON public.catalog_reservation USING btree (key);
CREATE INDEX catalog_reservation_key_0bc77355_like ON public.catalog_reservation USING btree (key varchar_pattern_ops);
CREATE INDEX catalog_reservationstart_at_8cb9d45c ON public.catalog_reservationstart USING btree (at);
CREATE INDEX catalog_reservationstart_item_id_7baec253 ON public.catalog_reservationstart USING btree (item_id);
CREATE INDEX catalog_voidedserial_fingerprint_792598f0_like ON public.catalog_voidedserial USING btree (fingerprint varchar_pattern_ops);
CREATE INDEX catalog_withdrawal_by_id_2b0d323f ON public.catalog_withdrawal USING btree (by_id);
CREATE INDEX checkout_checkout_key_396e6d55_like ON public.checkout_checkout USING btree (key varchar_pattern_ops);
CREATE INDEX checkout_checkout_policy_id_91d3bd90 ON public.checkout_checkout USING btree (policy_id);
CREATE INDEX checkout_checkout_policy_id_91d3bd90_like ON public.checkout_checkout USING btree (policy_id varchar_pattern_ops);
CREATE INDEX checkout_open ON public.checkout_checkout USING btree (check_at) WHERE (ended_at IS NULL);
CREATE INDEX checkout_with_address ON public.checkout_checkout USING btree (started_at) WHERE (NOT (address = '{}'::jsonb));
CREATE UNIQUE INDEX closure_once ON public.fulfillment_closure USING btree (place, first_on, last_on, why) WHERE (replaces_id IS NULL);
CREATE INDEX delay_open ON public.fulfillment_delay USING btree (decides_at) WHERE (ended_at IS NULL);
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX django_task_backend_071754_idx ON public.django_tasks_database_dbtaskresult USING btree (backend_name);
CREATE INDEX django_task_queue_n_99c321_idx ON public.django_tasks_database_dbtaskresult USING btree (queue_name);
CREATE INDEX event_by_kind ON public.orders_event USING btree (kind, id);
CREATE INDEX fulfillment_carrieroutage_carrier_5cfb1c55_like ON public.fulfillment_carrieroutage USING btree (carrier varchar_pattern_ops);
CREATE INDEX fulfillment_counterreceipt_digest_510ee5b8_like ON public.fulfillment_counterreceipt USING btree (digest varchar_pattern_ops);
CREATE INDEX fulfillment_crossing_transfer_id_a0fb59df ON public.fulfillment_crossing USING btree (transfer_id);
CREATE INDEX fulfillment_crossingcheck_crossing_id_bc3c3fcf ON public.fulfillment_crossingcheck USING btree (crossing_id);
CREATE INDEX fulfillment_crossingcheck_line_id_c8713482 ON public.fulfillment_crossingcheck USING btree (line_id);
CREATE INDEX fulfillment_crossingphoto_check_of_id_ed1ece20 ON public.fulfillment_crossingphoto USING btree (check_of_id);
CREATE INDEX fulfillment_delay_order_id_257e6407 ON public.fulfillment_delay USING btree (order_id);
CREATE INDEX fulfillment_delay_standing_id_05665b51 ON public.fulfillment_delay USING btree (standing_id);
CREATE INDEX fulfillment_label_parcel_id_42f276c7 ON public.fulfillment_label USING btree (parcel_id);
CREATE INDEX fulfillment_label_reference_ebed7fba_like ON public.fulfillment_label USING btree (reference varchar_pattern_ops);
CREATE INDEX fulfillment_packingphoto_parcel_id_489d03d2 ON public.fulfillment_packingphoto USING btree (parcel_id);
CREATE INDEX fulfillment_parcel_key_db93a408_like ON public.fulfillment_parcel USING btree (key varchar_pattern_ops);
CREATE INDEX fulfillment_parcel_order_id_a02611b5 ON public.fulfillment_parcel USING btree (order_id);
CREATE INDEX fulfillment_parcelback_key_8890eac9_like ON public.fulfillment_parcelback USING btree (key varchar_pattern_ops);
CREATE INDEX fulfillment_parcelback_returned_id_4ecaa69a ON public.fulfillment_parcelback USING btree (returned_id);
CREATE INDEX fulfillment_parcelline_line_id_55892c81 ON public.fulfillment_parcelline USING btree (line_id);
CREATE INDEX fulfillment_parcelline_parcel_id_705fa423 ON public.fulfillment_parcelline USING btree (parcel_id);
CREATE INDEX fulfillment_promisestatus_order_id_026f2c17 ON public.fulfillment_promisestatus USING btree (order_id);
CREATE INDEX fulfillment_return_key_1fccd8f0_like ON public.fulfillment_return USING btree (key varchar_pattern_ops);
CREATE INDEX fulfillment_return_order_id_0041b0f0 ON public.fulfillment_return USING btree (order_id);
CREATE INDEX fulfillment_returnedpiece_line_id_4252a27c ON public.fulfillment_returnedpiece USING btree (line_id);
CREATE INDEX fulfillment_returnedpiece_returned_id_77036c5c ON public.fulfillment_returnedpiece USING btree (returned_id);
CREATE INDEX fulfillment_returnlabel_reference_6681f244_like ON public.fulfillment_returnlabel USING btree (reference varchar_pattern_ops);
CREATE INDEX fulfillment_returnlabel_returned_id_509a0e01 ON public.fulfillment_returnlabel USING btree (returned_id);
CREATE INDEX fulfillment_returnphoto_parcel_back_id_4b8d7bb1 ON public.fulfillment_returnphoto USING btree (parcel_back_id);
CREATE INDEX fulfillment_returnphoto_returned_id_f897413a ON public.fulfillment_returnphoto USING btree (returned_id);
CREATE INDEX fulfillment_scan_digest_d091c113_like ON public.fulfillment_scan USING btree (digest varchar_pattern_ops);
CREATE INDEX fulfillment_shelflocation_shelf_5096e6e4 ON public.fulfillment_shelflocation USING btree (shelf);
CREATE INDEX fulfillment_shelflocation_shelf_5096e6e4_like ON public.fulfillment_shelflocation USING btree (shelf varchar_pattern_ops);
CREATE INDEX fulfillment_transfer_key_d40ee91e_like ON public.fulfillment_transfer USING btree (key varchar_pattern_ops);
CREATE INDEX held_upload_due ON public.scanning_heldupload USING btree (not_before) WHERE ((state)::text = 'waiting'::text);
CREATE INDEX held_upload_of ON public.scanning_heldupload USING btree (purpose, subject);
CREATE UNIQUE INDEX held_upload_once ON public.scanning_heldupload USING btree (purpose, subject, digest) WHERE ((state)::text = 'waiting'::text);
CREATE INDEX hold_by_end ON public.catalog_reservation USING btree (until);
CREATE INDEX item_newest_first ON public.catalog_item USING btree (listed_at DESC, id DESC);
CREATE INDEX itemevent_doubts ON public.catalog_itemevent USING btree (kind) WHERE ((kind)::text = 'item.unlisted_after_sale'::text);
CREATE INDEX itemevent_of_an_item ON public.catalog_itemevent USING btree (item_id, id);
CREATE UNIQUE INDEX label_number_once ON public.fulfillment_label USING btree (carrier, number) WHERE (NOT ((number)::text = ''::text));
CREATE INDEX label_owed ON public.fulfillment_label USING btree (not_before) WHERE ((state)::text = ANY ((ARRAY['asked'::character varying, 'unsure'::character varying, 'voiding'::character varying, 'lost'::character varying])::text[]));
CREATE UNIQUE INDEX line_in_one_box ON public.fulfillment_parcelline USING btree (line_id) WHERE (NOT "out");
CREATE INDEX mail_at_risk ON public.care_mail USING btree (answer_by) WHERE ((state)::text = 'open'::text);
CREATE INDEX mail_unread ON public.care_mail USING btree (not_before) WHERE ((state)::text = 'new'::text);
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);
CREATE UNIQUE INDEX notice_about_once ON public.notifications_notification USING btree (kind, about) WHERE ((event_id IS NULL) AND (item_event_id IS NULL) AND (search_id IS NULL));
CREATE INDEX notice_owed ON public.notifications_notification USING btree (not_before) WHERE (sent_at IS NULL);
CREATE INDEX notifications_mailallowance_day_7505f32a ON public.notifications_mailallowance USING btree (day);
CREATE INDEX notifications_notification_event_id_28551f97 ON public.notifications_notification USING btree (event_id);
CREATE INDEX notifications_notification_item_event_id_c2692dba ON public.notifications_notification USING btree (item_event_id);
CREATE INDEX notifications_notification_message_id_32639e63_like ON public.notifications_notification USING btree (message_id varchar_pattern_ops);
CREATE INDEX notifications_notification_search_id_97df1315 ON public.notifications_notification USING btree (search_id);
CREATE INDEX notifications_resend_notice_id_df8fe940 ON public.notifications_resend USING btree (notice_id);
CREATE INDEX notifications_savedsearch_key_8bd7fc04_like ON public.notifications_savedsearch USING btree (key varchar_pattern_ops);
CREATE INDEX notifications_sentcopy_notice_id_8ec3ae06 ON public.notifications_sentcopy USING btree (notice_id);
CREATE UNIQUE INDEX one_live_label_per_parcel ON public.fulfillment_label USING btree (parcel_id) WHERE ((state)::text = ANY ((ARRAY['asked'::character varying, 'unsure'::character varying, 'bought'::character varying])::text[]));
CREATE UNIQUE INDEX one_live_line_per_item ON public.orders_line USING btree (item_id) WHERE ((state)::text = ANY ((ARRAY['placed'::character varying, 'in_japan'::character varying, 'in_transfer'::character varying, 'processed'::character varying, 'shipped'::character varying, 'delivered'::character varying, 'lost'::character varying, 'returned'::character varying])::text[]));
CREATE UNIQUE INDEX one_open_parcel_back ON public.fulfillment_parcelback USING btree (returned_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX one_open_parcel_per_order ON public.fulfillment_parcel USING btree (order_id) WHERE ((closed_at IS NULL) AND (set_aside_at IS NULL));
CREATE UNIQUE INDEX one_open_parcel_per_packer ON public.fulfillment_parcel USING btree (by) WHERE ((closed_at IS NULL) AND (set_aside_at IS NULL));
CREATE UNIQUE INDEX one_open_payment_request ON public.payments_paymentrequest USING btree (order_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX one_pickup_a_day ON public.fulfillment_pickup USING btree (carrier, "on") WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX one_proposal_waits ON public.publishing_proposal USING btree (state) WHERE ((state)::text = 'waiting'::text);
CREATE UNIQUE INDEX one_request_at_a_time ON public.care_carecase USING btree (order_id, kind, about) WHERE ((NOT ((state)::text = 'done'::text)) AND (NOT ((kind)::text = 'other'::text)));
CREATE UNIQUE INDEX one_return_label_asked ON public.fulfillment_returnlabel USING btree (returned_id) WHERE ((state)::text = 'asked'::text);
CREATE UNIQUE INDEX one_return_per_request ON public.fulfillment_return USING btree (request_key) WHERE (NOT ((request_key)::text = ''::text));
CREATE UNIQUE INDEX one_what_if_runs ON public.publishing_whatif USING btree (state) WHERE ((state)::text = 'running'::text);
CREATE UNIQUE INDEX operation_once ON public.payments_paymentoperation USING btree (payment_id, kind) WHERE (NOT ((kind)::text = 'refund'::text));
CREATE INDEX operation_owed ON public.payments_paymentoperation USING btree (not_before) WHERE (done_at IS NULL);
CREATE INDEX operations_heartbeat_worker_8c197a5a_like ON public.operations_heartbeat USING btree (worker varchar_pattern_ops);
CREATE INDEX order_in_turn ON public.orders_order USING btree (placed_at, id);
CREATE INDEX orders_event_line_id_e4653327 ON public.orders_event USING btree (line_id);
CREATE INDEX orders_event_order_id_4082cd35 ON public.orders_event USING btree (order_id);
CREATE INDEX orders_line_item_id_8263b39f ON public.orders_line USING btree (item_id);
CREATE INDEX orders_line_order_id_c47dcbd1 ON public.orders_line USING btree (order_id);
CREATE INDEX orders_order_checkout_key_6b5fab4b_like ON public.orders_order USING btree (checkout_key varchar_pattern_ops);
CREATE INDEX orders_order_link_hash_3d64d5a7_like ON public.orders_order USING btree (link_hash varchar_pattern_ops);
CREATE INDEX orders_order_number_abc9e0f2_like ON public.orders_order USING btree (number varchar_pattern_ops);
CREATE INDEX orders_order_policy_id_fe283c67 ON public.orders_order USING btree (policy_id);
CREATE INDEX orders_order_policy_id_fe283c67_like ON public.orders_order USING btree (policy_id varchar_pattern_ops);
CREATE INDEX orders_publication_policy_id_12c50799 ON public.orders_publication USING btree (policy_id);
CREATE INDEX orders_publication_policy_id_12c50799_like ON public.orders_publication USING btree (policy_id varchar_pattern_ops);
CREATE INDEX orders_publishedpolicy_digest_bbb5949c_like ON public.orders_publishedpolicy USING btree (digest varchar_pattern_ops);
CREATE INDEX parcel_back_label_owed ON public.fulfillment_parcelback USING btree (not_before) WHERE ((label)::text = 'asked'::text);
CREATE UNIQUE INDEX parcel_back_number_once ON public.fulfillment_parcelback USING btree (carrier, number) WHERE (NOT ((number)::text = ''::text));
CREATE INDEX parcel_by_time ON public.fulfillment_parcel USING btree (taken_at);
CREATE INDEX parcel_on_its_way ON public.fulfillment_parcel USING btree (asked_at) WHERE ((closed_at IS NOT NULL) AND (delivered_at IS NULL));
CREATE INDEX payment_by_time ON public.payments_payment USING btree (made_at);
CREATE INDEX payment_request_open ON public.payments_paymentrequest USING btree (pay_by) WHERE (ended_at IS NULL);
CREATE INDEX payment_reserved ON public.payments_payment USING btree (capture_before) WHERE ((state)::text = 'authorized'::text);
CREATE INDEX payments_approval_payment_id_bfdf4f12 ON public.payments_approval USING btree (payment_id);
CREATE INDEX payments_dispute_payment_id_2344937c ON public.payments_dispute USING btree (payment_id);
CREATE INDEX payments_dispute_provider_id_c801a078_like ON public.payments_dispute USING btree (provider_id varchar_pattern_ops);
CREATE INDEX payments_payment_intent_id_b25f7b89_like ON public.payments_payment USING btree (intent_id varchar_pattern_ops);
CREATE INDEX payments_payment_key_42f96794_like ON public.payments_payment USING btree (key varchar_pattern_ops);
CREATE INDEX payments_payment_request_id_dfba2578 ON public.payments_payment USING btree (request_id);
CREATE INDEX payments_payment_session_id_27c31d36_like ON public.payments_payment USING btree (session_id varchar_pattern_ops);
CREATE INDEX payments_payment_was_for_id_402ab832 ON public.payments_payment USING btree (was_for_id);
CREATE INDEX payments_paymentoperation_key_d6326aad_like ON public.payments_paymentoperation USING btree (key varchar_pattern_ops);
CREATE INDEX payments_paymentoperation_payment_id_fc190918 ON public.payments_paymentoperation USING btree (payment_id);
CREATE INDEX payments_paymentrequest_order_id_8a2c0888 ON public.payments_paymentrequest USING btree (order_id);
CREATE INDEX payments_webhookevent_provider_id_6e3d6398_like ON public.payments_webhookevent USING btree (provider_id varchar_pattern_ops);
CREATE UNIQUE INDEX photo_sent_once ON public.catalog_photo USING btree (item_id, digest) WHERE (NOT ((digest)::text = ''::text));
CREATE INDEX publishing_proposal_draft_id_43d44e11 ON public.publishing_proposal USING btree (draft_id);
CREATE INDEX queue_entry_ready ON public.orders_queueentry USING btree (placed_at, order_id) WHERE ((NOT claimed) AND (ready_pieces > 0));
CREATE INDEX received_unhandled ON public.payments_webhookevent USING btree (not_before) WHERE (handled_at IS NULL);
CREATE INDEX request_asleep ON public.care_carecase USING btree (wakes_at) WHERE ((state)::text = 'asleep'::text);
CREATE INDEX request_at_risk ON public.care_carecase USING btree (answer_by) WHERE ((state)::text = 'open'::text);
CREATE UNIQUE INDEX return_label_number_once ON public.fulfillment_returnlabel USING btree (carrier, number) WHERE (NOT ((number)::text = ''::text));
CREATE INDEX return_label_owed ON public.fulfillment_returnlabel USING btree (not_before) WHERE ((state)::text = 'asked'::text);
CREATE INDEX return_to_answer ON public.fulfillment_return USING btree (answer_by) WHERE (((answer)::text = ''::text) AND (ended_at IS NULL));
CREATE INDEX scan_by_number ON public.fulfillment_scan USING btree (carrier, number);
CREATE INDEX scanning_heldupload_key_4ac63849_like ON public.scanning_heldupload USING btree (key varchar_pattern_ops);
CREATE INDEX scorecard_case_order_id_f16605df ON public.scorecard_case USING btree (order_id);
CREATE INDEX search_followed ON public.notifications_savedsearch USING btree (checked_at) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX search_saved_once ON public.notifications_savedsearch USING btree (email, asked) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX sent_copy_known_by_one_id ON public.notifications_sentcopy USING btree (provider, provider_id) WHERE (NOT ((provider_id)::text = ''::text));
CREATE INDEX standing_to_arrive ON public.fulfillment_promisestatus USING btree (arrives_by) WHERE (ended_at IS NULL);
CREATE INDEX standing_to_ship ON public.fulfillment_promisestatus USING btree (ship_by) WHERE ((ended_at IS NULL) AND (shipped_at IS NULL));
CREATE INDEX task_closed ON public.worklist_task USING btree (closed_at DESC);
CREATE INDEX task_open ON public.worklist_task USING btree (role, due_at) WHERE (closed_at IS NULL);
CREATE INDEX tasks_db_new_ordering_idx ON public.django_tasks_database_dbtaskresult USING btree (status, priority DESC, run_after, enqueued_at) WHERE ((status)::text = 'READY'::text);
CREATE INDEX troth_cache_expires ON public.troth_cache USING btree (expires);
CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));
CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;
CREATE INDEX unmatched_report_age ON public.notifications_unmatchedreport USING btree (received_at);
CREATE INDEX usersessions_usersession_session_key_fd35de43_like ON public.usersessions_usersession USING btree (session_key varchar_pattern_ops);
CREATE INDEX usersessions_usersession_user_id_af5e0a6d ON public.usersessions_usersession USING btree (user_id);
CREATE INDEX watch_due ON public.care_watch USING btree (opens_at) WHERE ((ended_at IS NULL) AND (told_at IS NULL));
CREATE INDEX worklist_task_key_be4bbe31_like ON public.worklist_task USING btree (key varchar_pattern_ops);
CREATE INDEX worklist_task_order_id_623a6c34 ON public.worklist_task USING btree (order_id);
CREATE TRIGGER access_log_accessrecord_guard_truncate BEFORE TRUNCATE ON public.access_log_accessrecord FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('the record of access is never edited, and is kept for its time');
COMMENT ON TRIGGER access_log_accessrecord_guard_truncate ON public.access_log_accessrecord IS 'guard 69a018444b2121116594076088793102 cdbdbe40df59254f7f6d56e078cd2a3e';
CREATE TRIGGER access_log_accessrecord_guard_update BEFORE UPDATE ON public.access_log_accessrecord FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('the record of access is never edited, and is kept for its time');
COMMENT ON TRIGGER access_log_accessrecord_guard_update ON public.access_log_accessrecord IS 'guard cf933a60f442ac3d8ef85e2f5ea03914 7a62ccbcacef816c263d78f998dd3b64';
CREATE TRIGGER access_log_accessrecord_refuse_deleting BEFORE DELETE ON public.access_log_accessrecord FOR EACH ROW EXECUTE FUNCTION public.access_log_accessrecord_refuse_deleting();
COMMENT ON TRIGGER access_log_accessrecord_refuse_deleting ON public.access_log_accessrecord IS 'guard 925398620ab7d8e8319ce6d2f992b8ef 310f663d3dc984a0e16f4130703e42dc';
CREATE TRIGGER approvals_approvalrequest_guard_delete BEFORE DELETE ON public.approvals_approvalrequest FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a request for approval is kept as it was asked for');
COMMENT ON TRIGGER approvals_approvalrequest_guard_delete ON public.approvals_approvalrequest IS 'guard a8c133e7507433bfae2d3f2ec8cdb971 622033a62744e513e1315eaa9be6d4cc';
CREATE TRIGGER approvals_approvalrequest_guard_truncate BEFORE TRUNCATE ON public.approvals_approvalrequest FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a request for approval is kept as it was asked for');
COMMENT ON TRIGGER approvals_approvalrequest_guard_truncate ON public.approvals_approvalrequest IS 'guard cd3c95c66145df834c57a7a272b5c7b6 57e2f40646adccf2098a58ec6f6d766c';
CREATE TRIGGER approvals_approvalrequest_guard_update BEFORE UPDATE ON public.approvals_approvalrequest FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.kind)::text IS DISTINCT FROM (old.kind)::text) OR ((new.key)::text IS DISTINCT FROM (old.key)::text) OR ((new.title)::text IS DISTINCT FROM (old.title)::text) OR ((new.reason)::text IS DISTINCT FROM (old.reason)::text) OR (new.facts IS DISTINCT FROM old.facts) OR (new.details IS DISTINCT FROM old.details) OR ((new.link)::text IS DISTINCT FROM (old.link)::text) OR ((new.asked_by)::text IS DISTINCT FROM (old.asked_by)::text) OR (new.asked_at IS DISTINCT FROM old.asked_at))) EXECUTE FUNCTION public.troth_refuse('a request for approval is kept as it was asked for');
COMMENT ON TRIGGER approvals_approvalrequest_guard_update ON public.approvals_approvalrequest IS 'guard f194fb1d7ad0e651ad179c28c0dc6483 9be78b5638a43092d6a5cee3a45ddf76';
CREATE TRIGGER approvals_approvalrequest_refuse_once BEFORE UPDATE ON public.approvals_approvalrequest FOR EACH ROW EXECUTE FUNCTION public.approvals_approvalrequest_refuse_once();
COMMENT ON TRIGGER approvals_approvalrequest_refuse_once ON public.approvals_approvalrequest IS 'guard d2ebea20c504bbfe1001b47178634f87 fb219a09d2b34f7989b3d7645b0b01ed';
CREATE TRIGGER approvals_approvalrequest_refuse_two BEFORE INSERT OR UPDATE ON public.approvals_approvalrequest FOR EACH ROW EXECUTE FUNCTION public.approvals_approvalrequest_refuse_two();
COMMENT ON TRIGGER approvals_approvalrequest_refuse_two ON public.approvals_approvalrequest IS 'guard 8fcc63748cc6165b4cb7834b17521a43 76c0c64cf10580ef857fbb733988285e';
CREATE TRIGGER approvals_approvalrequest_refuse_undecided BEFORE INSERT ON public.approvals_approvalrequest FOR EACH ROW EXECUTE FUNCTION public.approvals_approvalrequest_refuse_undecided();
COMMENT ON TRIGGER approvals_approvalrequest_refuse_undecided ON public.approvals_approvalrequest IS 'guard 6bd4cf1ea2d248b21e4f3be18d4f8965 a3e71ccf3d176dcc16076945ddca22bd';
CREATE TRIGGER care_attachment_guard_delete BEFORE DELETE ON public.care_attachment FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('evidence is kept');
COMMENT ON TRIGGER care_attachment_guard_delete ON public.care_attachment IS 'guard cf57d1177d155d99a6166aa2c5d567d0 5088fb7ca0397cfe93dc965aaf5eca41';
CREATE TRIGGER care_attachment_guard_truncate BEFORE TRUNCATE ON public.care_attachment FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('evidence is kept');
COMMENT ON TRIGGER care_attachment_guard_truncate ON public.care_attachment IS 'guard 899ac7700c13d82dac49f476047285be 057ac776a13e834bfe98aad595f2600e';
CREATE TRIGGER care_attachment_guard_update BEFORE UPDATE ON public.care_attachment FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.kind)::text IS DISTINCT FROM (old.kind)::text) OR ((new.digest)::text IS DISTINCT FROM (old.digest)::text) OR (new.shown IS DISTINCT FROM old.shown) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR (new.at IS DISTINCT FROM old.at) OR (new.request_id IS DISTINCT FROM old.request_id) OR ((((new.file)::text IS DISTINCT FROM (old.file)::text) OR ((new.name)::text IS DISTINCT FROM (old.name)::text)) AND (((new.file)::text <> ''::text) OR ((new.name)::text <> ''::text))) OR (((new.file)::text <> ''::text) OR ((new.name)::text <> ''::text)))) EXECUTE FUNCTION public.troth_refuse('evidence is kept');
COMMENT ON TRIGGER care_attachment_guard_update ON public.care_attachment IS 'guard b803832baf9d7b12c4de5aeb018b5e18 dd32699d98cc43ef01f6ccb9e18c4678';
CREATE TRIGGER care_attachment_refuse_erasing BEFORE UPDATE ON public.care_attachment FOR EACH ROW EXECUTE FUNCTION public.care_attachment_refuse_erasing();
COMMENT ON TRIGGER care_attachment_refuse_erasing ON public.care_attachment IS 'guard 3f214bd0a8a0a0a48828d167be122317 7246fc95a3f962f79de269a228e20e36';
CREATE TRIGGER care_authenticator_guard_delete BEFORE DELETE ON public.care_authenticator FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('who was on the list of authenticators, and since when, is never edited');
COMMENT ON TRIGGER care_authenticator_guard_delete ON public.care_authenticator IS 'guard e59903f400babfe645399edc623cefb2 ed804df154bb9e46ea07eb7e2b572df2';
CREATE TRIGGER care_authenticator_guard_truncate BEFORE TRUNCATE ON public.care_authenticator FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('who was on the list of authenticators, and since when, is never edited');
COMMENT ON TRIGGER care_authenticator_guard_truncate ON public.care_authenticator IS 'guard 4c4ceb9234f45187dc957448e4cb8cdc 676eaed09655e5239b37b5d3d3c05d39';
CREATE TRIGGER care_authenticator_guard_update BEFORE UPDATE ON public.care_authenticator FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.name)::text IS DISTINCT FROM (old.name)::text) OR ((new.site)::text IS DISTINCT FROM (old.site)::text) OR (new.verified_on IS DISTINCT FROM old.verified_on) OR ((new.verified_by)::text IS DISTINCT FROM (old.verified_by)::text) OR ((COALESCE((old.ended_on)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.ended_on IS DISTINCT FROM old.ended_on)) OR ((COALESCE((old.ended_by)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.ended_by)::text IS DISTINCT FROM (old.ended_by)::text)))) EXECUTE FUNCTION public.troth_refuse('who was on the list of authenticators, and since when, is never edited');
COMMENT ON TRIGGER care_authenticator_guard_update ON public.care_authenticator IS 'guard a041d8ef9f328b6a712e79d633e5c869 77cad416266e60ca628d152cc16f6565';
CREATE TRIGGER care_authenticatorevent_guard_delete BEFORE DELETE ON public.care_authenticatorevent FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a change of the list is kept');
COMMENT ON TRIGGER care_authenticatorevent_guard_delete ON public.care_authenticatorevent IS 'guard 4d0c35cf942cc28d653998de05219b96 d2116b28fdec10cde800ecfdec7e49e7';
CREATE TRIGGER care_authenticatorevent_guard_truncate BEFORE TRUNCATE ON public.care_authenticatorevent FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a change of the list is kept');
COMMENT ON TRIGGER care_authenticatorevent_guard_truncate ON public.care_authenticatorevent IS 'guard 4e3373352606e0e28227c61b9df33fbe a915f53e58c4f3f16e4b11700f398420';
CREATE TRIGGER care_authenticatorevent_guard_update BEFORE UPDATE ON public.care_authenticatorevent FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a change of the list is kept');
COMMENT ON TRIGGER care_authenticatorevent_guard_update ON public.care_authenticatorevent IS 'guard cdbcc0a4d91f546ebd4c62e220a87069 22b59c89bc1d4b4bc63c9801aeec76ed';
CREATE TRIGGER care_carecase_guard_delete BEFORE DELETE ON public.care_carecase FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what a shopper asked for, and what the policy said of it, is never edited');
COMMENT ON TRIGGER care_carecase_guard_delete ON public.care_carecase IS 'guard 5b4ef2c0693d680e495b6fb73eb43545 5ed4d9a883cee0f54c5eb8397d2e4386';
CREATE TRIGGER care_carecase_guard_truncate BEFORE TRUNCATE ON public.care_carecase FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what a shopper asked for, and what the policy said of it, is never edited');
COMMENT ON TRIGGER care_carecase_guard_truncate ON public.care_carecase IS 'guard eec73c8d2b77f25c5decf6012f54cace 3b6ab2e23957b9bd28052cb4f049bb97';
CREATE TRIGGER care_carecase_guard_update BEFORE UPDATE ON public.care_carecase FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.key)::text IS DISTINCT FROM (old.key)::text) OR (new.order_id IS DISTINCT FROM old.order_id) OR ((new.kind)::text IS DISTINCT FROM (old.kind)::text) OR ((new.about)::text IS DISTINCT FROM (old.about)::text) OR ((new.how)::text IS DISTINCT FROM (old.how)::text) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR (new.asked_at IS DISTINCT FROM old.asked_at) OR (new.verdict IS DISTINCT FROM old.verdict) OR ((new.message IS DISTINCT FROM old.message) AND (new.message <> ''::text)))) EXECUTE FUNCTION public.troth_refuse('what a shopper asked for, and what the policy said of it, is never edited');
COMMENT ON TRIGGER care_carecase_guard_update ON public.care_carecase IS 'guard 57722349ffc4c83535c64f7d3551ed8c 4172e5610525f7588e03f66970f4e68d';
CREATE TRIGGER care_carecase_refuse_erasing BEFORE UPDATE ON public.care_carecase FOR EACH ROW EXECUTE FUNCTION public.care_carecase_refuse_erasing();
COMMENT ON TRIGGER care_carecase_refuse_erasing ON public.care_carecase IS 'guard bad856eeb7621c53b852d4c44f2c7665 25d2d5019450f47418f23557ded3f59d';
CREATE TRIGGER care_mail_guard_delete BEFORE DELETE ON public.care_mail FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('mail is kept as it came');
COMMENT ON TRIGGER care_mail_guard_delete ON public.care_mail IS 'guard b789935da254bc282322779c6406362e e3c909370e4329d99f0a4c048a4e8941';
CREATE TRIGGER care_mail_guard_truncate BEFORE TRUNCATE ON public.care_mail FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('mail is kept as it came');
COMMENT ON TRIGGER care_mail_guard_truncate ON public.care_mail IS 'guard 8c811d33eaf835d64c548ee0cf7c0c4c 204078717a7101b4efab5b42e86ee56c';
CREATE TRIGGER care_mail_guard_update BEFORE UPDATE ON public.care_mail FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.digest)::text IS DISTINCT FROM (old.digest)::text) OR (new.received_at IS DISTINCT FROM old.received_at) OR ((new.how)::text IS DISTINCT FROM (old.how)::text) OR (((new.raw)::text IS DISTINCT FROM (old.raw)::text) AND ((new.raw)::text <> ''::text)))) EXECUTE FUNCTION public.troth_refuse('mail is kept as it came');
COMMENT ON TRIGGER care_mail_guard_update ON public.care_mail IS 'guard 7c5d8c0781f0187129a54892a49a783d 68b29c98c9da29973995bdb9834ba3e9';
CREATE TRIGGER care_mail_refuse_erasing BEFORE UPDATE ON public.care_mail FOR EACH ROW EXECUTE FUNCTION public.care_mail_refuse_erasing();
COMMENT ON TRIGGER care_mail_refuse_erasing ON public.care_mail IS 'guard bb2ab41d1e3597a6f722900adc5e773e 1d719cac49a83e18c84ab15d51243cfc';
CREATE TRIGGER care_mail_refuse_moved BEFORE UPDATE ON public.care_mail FOR EACH ROW EXECUTE FUNCTION public.care_mail_refuse_moved();
COMMENT ON TRIGGER care_mail_refuse_moved ON public.care_mail IS 'guard 68824a0ff87daaf52b5ef7d464819941 90113b4a146c51dfddff2ce97de71ddc';
CREATE TRIGGER care_mailreply_guard_delete BEFORE DELETE ON public.care_mailreply FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('an answer is kept');
COMMENT ON TRIGGER care_mailreply_guard_delete ON public.care_mailreply IS 'guard 2a677c1565f21ee3ea57fc9ae65de53d 853125f085d92108b347a01037bc9d74';
CREATE TRIGGER care_mailreply_guard_truncate BEFORE TRUNCATE ON public.care_mailreply FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('an answer is kept');
COMMENT ON TRIGGER care_mailreply_guard_truncate ON public.care_mailreply IS 'guard e29d7e2b2e1cb78d5a10b88137113d43 fa329c70580a4781084c5eeb048fed49';
CREATE TRIGGER care_mailreply_guard_update BEFORE UPDATE ON public.care_mailreply FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.key)::text IS DISTINCT FROM (old.key)::text) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR (new.at IS DISTINCT FROM old.at) OR (new.mail_id IS DISTINCT FROM old.mail_id) OR ((new.body IS DISTINCT FROM old.body) AND (new.body <> ''::text)) OR (new.body <> ''::text))) EXECUTE FUNCTION public.troth_refuse('an answer is kept');
COMMENT ON TRIGGER care_mailreply_guard_update ON public.care_mailreply IS 'guard 90f1aec9923f81227ab59eba4a6b91d5 93386b14717723ba359ee53923ba2843';
CREATE TRIGGER care_mailreply_refuse_erasing BEFORE UPDATE ON public.care_mailreply FOR EACH ROW EXECUTE FUNCTION public.care_mailreply_refuse_erasing();
COMMENT ON TRIGGER care_mailreply_refuse_erasing ON public.care_mailreply IS 'guard b75e1e109f18df5e697cf5575403804b a8650202d69bfc9c36a795c512686093';
CREATE TRIGGER care_note_guard_delete BEFORE DELETE ON public.care_note FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a note is kept');
COMMENT ON TRIGGER care_note_guard_delete ON public.care_note IS 'guard 3c2e76cdc5c24d13727d39771747d717 030a8982ac8be5d31461e9911c3c0a87';
CREATE TRIGGER care_note_guard_truncate BEFORE TRUNCATE ON public.care_note FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a note is kept');
COMMENT ON TRIGGER care_note_guard_truncate ON public.care_note IS 'guard a34e2dcecd8b2614972fb5e191bbc002 ed6996719d5a28bb93e8c0bb734e3085';
CREATE TRIGGER care_note_guard_update BEFORE UPDATE ON public.care_note FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR (new.at IS DISTINCT FROM old.at) OR (new.event_id IS DISTINCT FROM old.event_id) OR (new.request_id IS DISTINCT FROM old.request_id) OR ((new.text IS DISTINCT FROM old.text) AND (new.text <> ''::text)) OR (new.text <> ''::text))) EXECUTE FUNCTION public.troth_refuse('a note is kept');
COMMENT ON TRIGGER care_note_guard_update ON public.care_note IS 'guard 9c807b6f2f9dbf3053e0efeda86e56d4 a247be5e61ce0d4c0bd3a1d40f3cfd53';
CREATE TRIGGER care_note_refuse_erasing BEFORE UPDATE ON public.care_note FOR EACH ROW EXECUTE FUNCTION public.care_note_refuse_erasing();
COMMENT ON TRIGGER care_note_refuse_erasing ON public.care_note IS 'guard 2d6254321dfc354789d3d21b8a7b1473 900ce3653c04f9c9c0cb59fcd2e3aa78';
CREATE TRIGGER care_opinion_guard_delete BEFORE DELETE ON public.care_opinion FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('an opinion is kept');
COMMENT ON TRIGGER care_opinion_guard_delete ON public.care_opinion IS 'guard e45a1a7605bb3df59ed139b545bff8fc 0b0d0de02ece3fc53218118f05e547c5';
CREATE TRIGGER care_opinion_guard_truncate BEFORE TRUNCATE ON public.care_opinion FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('an opinion is kept');
COMMENT ON TRIGGER care_opinion_guard_truncate ON public.care_opinion IS 'guard 45d1006940eaadea0e22a12ce673fe0e e99665fc4c00f46dde802407aefebafd';
CREATE TRIGGER care_opinion_guard_update BEFORE UPDATE ON public.care_opinion FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('an opinion is kept');
COMMENT ON TRIGGER care_opinion_guard_update ON public.care_opinion IS 'guard 517519979b1068b0cdf953d73f2d3a88 c967d6ad544859e90740f130e8840604';
CREATE TRIGGER care_watch_guard_delete BEFORE DELETE ON public.care_watch FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('non_receipt: when a parcel can be claimed is never edited');
COMMENT ON TRIGGER care_watch_guard_delete ON public.care_watch IS 'guard b882568c7f1d08890dda059fbc51b33c 2fe96ab0f6d03a21cd2741d0e44b919d';
CREATE TRIGGER care_watch_guard_truncate BEFORE TRUNCATE ON public.care_watch FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('non_receipt: when a parcel can be claimed is never edited');
COMMENT ON TRIGGER care_watch_guard_truncate ON public.care_watch IS 'guard 1a251ff3a170b414f75eab8d4b68c062 7d1822a5fb1494d975d655c770793544';
CREATE TRIGGER care_watch_guard_update BEFORE UPDATE ON public.care_watch FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.order_id IS DISTINCT FROM old.order_id) OR ((new.number)::text IS DISTINCT FROM (old.number)::text) OR (new.opens_at IS DISTINCT FROM old.opens_at) OR (new.closes_at IS DISTINCT FROM old.closes_at) OR (new.carrier_until IS DISTINCT FROM old.carrier_until) OR ((COALESCE((old.told_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.told_at IS DISTINCT FROM old.told_at)))) EXECUTE FUNCTION public.troth_refuse('non_receipt: when a parcel can be claimed is never edited');
COMMENT ON TRIGGER care_watch_guard_update ON public.care_watch IS 'guard 49fd6928f3e411476dc54cdbedc07ac3 d8a1bd8026f5ef04c7cd0ade90dc86a9';
CREATE TRIGGER catalog_evaluation_guard_delete BEFORE DELETE ON public.catalog_evaluation FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('authentication: an evaluation stays on record');
COMMENT ON TRIGGER catalog_evaluation_guard_delete ON public.catalog_evaluation IS 'guard e22b7d824240078228752e70ed77b20b 3e31949ef68c5d34ec2bec5521e71ca5';
CREATE TRIGGER catalog_evaluation_guard_truncate BEFORE TRUNCATE ON public.catalog_evaluation FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('authentication: an evaluation stays on record');
COMMENT ON TRIGGER catalog_evaluation_guard_truncate ON public.catalog_evaluation IS 'guard 0f9cfee4e4d790ecc5427b4b66abc722 6c38fd642e83ceb2a5c9ca5f6cba578c';
CREATE TRIGGER catalog_evaluation_guard_update BEFORE UPDATE ON public.catalog_evaluation FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('authentication: an evaluation stays on record');
COMMENT ON TRIGGER catalog_evaluation_guard_update ON public.catalog_evaluation IS 'guard 46d7358e50f4560c4f84634c25e987d0 0568d6a4d4877e38d892e66a974143f4';
CREATE TRIGGER catalog_evaluation_listed BEFORE INSERT ON public.catalog_evaluation FOR EACH ROW EXECUTE FUNCTION public.catalog_evaluation_listed();
COMMENT ON TRIGGER catalog_evaluation_listed ON public.catalog_evaluation IS 'guard 53edc2c29934be08e38874ac545182ef eda5b4274567c9c8f647abe7f94f87a4';
CREATE TRIGGER catalog_evidencephoto_guard_delete BEFORE DELETE ON public.catalog_evidencephoto FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('authentication: what an expert saw is evidence');
COMMENT ON TRIGGER catalog_evidencephoto_guard_delete ON public.catalog_evidencephoto IS 'guard 0ecf04a24ebca237b6a2b97fb0e4c840 139ff6ddc4e54779bcd9495383c13943';
CREATE TRIGGER catalog_evidencephoto_guard_truncate BEFORE TRUNCATE ON public.catalog_evidencephoto FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('authentication: what an expert saw is evidence');
COMMENT ON TRIGGER catalog_evidencephoto_guard_truncate ON public.catalog_evidencephoto IS 'guard 6971f78353a8c5c2e9d16f8d2f9e5a42 cfa922f65c0ab7e9c8f16f1d16392085';
CREATE TRIGGER catalog_evidencephoto_guard_update BEFORE UPDATE ON public.catalog_evidencephoto FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('authentication: what an expert saw is evidence');
COMMENT ON TRIGGER catalog_evidencephoto_guard_update ON public.catalog_evidencephoto IS 'guard 794df6ec087ee597fbc97daaaf36ee77 c11a8b941f217794447b8e139cdadc65';
CREATE TRIGGER catalog_item_guard_delete BEFORE DELETE ON public.catalog_item FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('an item that was taken in stays on record');
COMMENT ON TRIGGER catalog_item_guard_delete ON public.catalog_item IS 'guard 1476d1665e7d7ad5c0d7911d3ce6b9b4 14006d51eb423b346f5ce2bad96507ec';
CREATE TRIGGER catalog_item_guard_truncate BEFORE TRUNCATE ON public.catalog_item FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('an item that was taken in stays on record');
COMMENT ON TRIGGER catalog_item_guard_truncate ON public.catalog_item IS 'guard c91f46a096959dad796b227ed43167e7 162ca8bbc98ae03b160ba0181e64ba0b';
CREATE TRIGGER catalog_item_guard_update BEFORE UPDATE ON public.catalog_item FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.slug)::text IS DISTINCT FROM (old.slug)::text) OR ((new.source)::text IS DISTINCT FROM (old.source)::text) OR ((new.source_id)::text IS DISTINCT FROM (old.source_id)::text) OR (new.created_at IS DISTINCT FROM old.created_at))) EXECUTE FUNCTION public.troth_refuse('an item that was taken in stays on record');
COMMENT ON TRIGGER catalog_item_guard_update ON public.catalog_item IS 'guard c36079bc41701baab6d911c270cc3747 43f65d795fe8121c4043c91845c75409';
CREATE TRIGGER catalog_item_listing BEFORE INSERT OR UPDATE OF id, listed_at, price_cents ON public.catalog_item FOR EACH ROW EXECUTE FUNCTION public.catalog_item_listing();
COMMENT ON TRIGGER catalog_item_listing ON public.catalog_item IS 'guard d22d5130156443caf7ab6c989cbc11b5 7df0b15b986f716d507266922c51304e';
CREATE TRIGGER catalog_itemevent_guard_delete BEFORE DELETE ON public.catalog_itemevent FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what happened to an item stays');
COMMENT ON TRIGGER catalog_itemevent_guard_delete ON public.catalog_itemevent IS 'guard b81c0d32245462f59c18d54d90c6af83 11784030a96a8d57ec112200f03b1a67';
CREATE TRIGGER catalog_itemevent_guard_truncate BEFORE TRUNCATE ON public.catalog_itemevent FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what happened to an item stays');
COMMENT ON TRIGGER catalog_itemevent_guard_truncate ON public.catalog_itemevent IS 'guard 500d6102f958c0527e01189d2a3e2fcf cbd7d7ac8acd85e5a6760bd545ed503c';
CREATE TRIGGER catalog_itemevent_guard_update BEFORE UPDATE ON public.catalog_itemevent FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what happened to an item stays');
COMMENT ON TRIGGER catalog_itemevent_guard_update ON public.catalog_itemevent IS 'guard 1039727f2e41a2b26ccf9ca9132975f0 52600a076ca13474853e470b437783a5';
CREATE TRIGGER catalog_listingrule_guard_delete BEFORE DELETE ON public.catalog_listingrule FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('authentication: a rule stays');
COMMENT ON TRIGGER catalog_listingrule_guard_delete ON public.catalog_listingrule IS 'guard 767f27191af7764e26c3b0311f49d7fd 1b238787a245361fa142ec8e53a0ece8';
CREATE TRIGGER catalog_listingrule_guard_truncate BEFORE TRUNCATE ON public.catalog_listingrule FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('authentication: a rule stays');
COMMENT ON TRIGGER catalog_listingrule_guard_truncate ON public.catalog_listingrule IS 'guard 76588b87e16ee8a22458ff485cbaeba6 165b1c712e967db71642d2dac9348af0';
CREATE TRIGGER catalog_listingrule_guard_update BEFORE UPDATE ON public.catalog_listingrule FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('authentication: a rule stays');
COMMENT ON TRIGGER catalog_listingrule_guard_update ON public.catalog_listingrule IS 'guard 954a441a70892a651cf77fc7da15e44b c9a1970ddf7db5c9bdbad97eb79168f6';
CREATE TRIGGER catalog_productionmark_guard_delete BEFORE DELETE ON public.catalog_productionmark FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a store in production stays one');
COMMENT ON TRIGGER catalog_productionmark_guard_delete ON public.catalog_productionmark IS 'guard 96889b5fcd11a17fe11ae4da595f445c 865a39d4fa42dade8051008c2d2e2680';
CREATE TRIGGER catalog_productionmark_guard_truncate BEFORE TRUNCATE ON public.catalog_productionmark FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a store in production stays one');
COMMENT ON TRIGGER catalog_productionmark_guard_truncate ON public.catalog_productionmark IS 'guard 6a463d54f6cdeb1b83d37c30b99e32f8 96e454904854eaa4ac94e7790a1e9bf2';
CREATE TRIGGER catalog_productionmark_guard_update BEFORE UPDATE ON public.catalog_productionmark FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a store in production stays one');
COMMENT ON TRIGGER catalog_productionmark_guard_update ON public.catalog_productionmark IS 'guard ad1ea6a7958e405bccd95d316dd4d2f8 b2050c5ce12361314e256bedc1ffc5e2';
CREATE TRIGGER catalog_voidedserial_guard_delete BEFORE DELETE ON public.catalog_voidedserial FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('authentication: a voided serial stays listed');
COMMENT ON TRIGGER catalog_voidedserial_guard_delete ON public.catalog_voidedserial IS 'guard 10242d734a7248bdcce3d45a70ede355 e35f5205e101df165a5befac5925a4e9';
CREATE TRIGGER catalog_voidedserial_guard_truncate BEFORE TRUNCATE ON public.catalog_voidedserial FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('authentication: a voided serial stays listed');
COMMENT ON TRIGGER catalog_voidedserial_guard_truncate ON public.catalog_voidedserial IS 'guard 804a2226fc1c60cc4a74f27e44de2bec db6c5f54e5a35643c4a63e990584f161';
CREATE TRIGGER catalog_voidedserial_guard_update BEFORE UPDATE ON public.catalog_voidedserial FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('authentication: a voided serial stays listed');
COMMENT ON TRIGGER catalog_voidedserial_guard_update ON public.catalog_voidedserial IS 'guard 27245fffc214132cee31624ac42a7400 dd550ef9d7fd88e3943577e8a428a95a';
CREATE TRIGGER catalog_withdrawal_guard_delete BEFORE DELETE ON public.catalog_withdrawal FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('authentication: an evaluation stays on record');
COMMENT ON TRIGGER catalog_withdrawal_guard_delete ON public.catalog_withdrawal IS 'guard 800cbb4bd434f3054a6f1a33d5b1d847 e37a15add58b31d1231b75e765d937da';
CREATE TRIGGER catalog_withdrawal_guard_truncate BEFORE TRUNCATE ON public.catalog_withdrawal FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('authentication: an evaluation stays on record');
COMMENT ON TRIGGER catalog_withdrawal_guard_truncate ON public.catalog_withdrawal IS 'guard 375209399b2d94201c5d00118f3c38ed c8716b0ec3d251f40fa9fd212448bff6';
CREATE TRIGGER catalog_withdrawal_guard_update BEFORE UPDATE ON public.catalog_withdrawal FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('authentication: an evaluation stays on record');
COMMENT ON TRIGGER catalog_withdrawal_guard_update ON public.catalog_withdrawal IS 'guard 6289a99bde44a37bff0a40f134fabf0a 4e9b0367e19d89c0aec1419c5dc33716';
CREATE TRIGGER catalog_withdrawal_listed BEFORE INSERT ON public.catalog_withdrawal FOR EACH ROW EXECUTE FUNCTION public.catalog_withdrawal_listed();
COMMENT ON TRIGGER catalog_withdrawal_listed ON public.catalog_withdrawal IS 'guard f7c67181c2d4e73e358cc9ae185d4d86 9535b129396ba51e4331637b088b8230';
CREATE TRIGGER fulfillment_closure_guard_delete BEFORE DELETE ON public.fulfillment_closure FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a closure is a fact; another one answers it');
COMMENT ON TRIGGER fulfillment_closure_guard_delete ON public.fulfillment_closure IS 'guard 217d0fc6ed8859f6fb5b69779beb92d4 cd5c8d392228ab1f02007203422d1510';
CREATE TRIGGER fulfillment_closure_guard_truncate BEFORE TRUNCATE ON public.fulfillment_closure FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a closure is a fact; another one answers it');
COMMENT ON TRIGGER fulfillment_closure_guard_truncate ON public.fulfillment_closure IS 'guard 6be8a304fb40e5116d44f909924ae674 cc3e0cd533ebb396f12fe71b4c536544';
CREATE TRIGGER fulfillment_closure_guard_update BEFORE UPDATE ON public.fulfillment_closure FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a closure is a fact; another one answers it');
COMMENT ON TRIGGER fulfillment_closure_guard_update ON public.fulfillment_closure IS 'guard 34f88edf101c7ce79ac31a6fa9791e4c 61823aff6b314aae46f22c5fde218fcf';
CREATE TRIGGER fulfillment_counterreceipt_guard_delete BEFORE DELETE ON public.fulfillment_counterreceipt FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a carrier''s receipt is evidence, and kept');
COMMENT ON TRIGGER fulfillment_counterreceipt_guard_delete ON public.fulfillment_counterreceipt IS 'guard 3023e662ed26e1c42627850f68dd0afc 07e1688ac618e32398a1eeefd19f0c17';
CREATE TRIGGER fulfillment_counterreceipt_guard_truncate BEFORE TRUNCATE ON public.fulfillment_counterreceipt FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a carrier''s receipt is evidence, and kept');
COMMENT ON TRIGGER fulfillment_counterreceipt_guard_truncate ON public.fulfillment_counterreceipt IS 'guard 685117aa02bad233bbc5a52c07dee710 7df8226119e5bb4b1816850f6765f629';
CREATE TRIGGER fulfillment_counterreceipt_guard_update BEFORE UPDATE ON public.fulfillment_counterreceipt FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.label_id IS DISTINCT FROM old.label_id) OR ((new.digest)::text IS DISTINCT FROM (old.digest)::text) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR (new.at IS DISTINCT FROM old.at) OR (((new.file)::text IS DISTINCT FROM (old.file)::text) AND ((new.file)::text <> ''::text)))) EXECUTE FUNCTION public.troth_refuse('a carrier''s receipt is evidence, and kept');
COMMENT ON TRIGGER fulfillment_counterreceipt_guard_update ON public.fulfillment_counterreceipt IS 'guard 8e65cfeaba62d19133a523adb00cb82d c05880bb419d72fb3fb8ec362affafb8';
CREATE TRIGGER fulfillment_counterreceipt_refuse_erasing BEFORE UPDATE ON public.fulfillment_counterreceipt FOR EACH ROW EXECUTE FUNCTION public.fulfillment_counterreceipt_refuse_erasing();
COMMENT ON TRIGGER fulfillment_counterreceipt_refuse_erasing ON public.fulfillment_counterreceipt IS 'guard 35ea454094d422deaf9c6baea7992cd4 13018dabafcba8155af36932cbbdd2f5';
CREATE TRIGGER fulfillment_crossing_guard_truncate BEFORE TRUNCATE ON public.fulfillment_crossing FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('transfer: what crossed, and when, stays on record');
COMMENT ON TRIGGER fulfillment_crossing_guard_truncate ON public.fulfillment_crossing IS 'guard 235f46551b94ca73898f447688e06e6a fde92000181e9b05e76f7a1c788b7e89';
CREATE TRIGGER fulfillment_crossing_guard_update BEFORE UPDATE ON public.fulfillment_crossing FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.transfer_id IS DISTINCT FROM old.transfer_id) OR ((COALESCE((old.scanned_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.scanned_at IS DISTINCT FROM old.scanned_at)) OR ((COALESCE((old.scanned_by)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.scanned_by)::text IS DISTINCT FROM (old.scanned_by)::text)) OR ((COALESCE((old.checked_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.checked_at IS DISTINCT FROM old.checked_at)) OR ((COALESCE((old.checked_by)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.checked_by)::text IS DISTINCT FROM (old.checked_by)::text)))) EXECUTE FUNCTION public.troth_refuse('transfer: what crossed, and when, stays on record');
COMMENT ON TRIGGER fulfillment_crossing_guard_update ON public.fulfillment_crossing IS 'guard 1c7b1d9ccdbd86e98b8e0330f98d712b 23420420d1fd0e88725d875f51a97317';
CREATE TRIGGER fulfillment_crossing_refuse_deleting BEFORE DELETE ON public.fulfillment_crossing FOR EACH ROW EXECUTE FUNCTION public.fulfillment_crossing_refuse_deleting();
COMMENT ON TRIGGER fulfillment_crossing_refuse_deleting ON public.fulfillment_crossing IS 'guard 7694450473f9092e00c3f7f1549e24dc 9bb77857b1e682d03a8f814b9a83b28a';
CREATE TRIGGER fulfillment_crossing_refuse_other_line BEFORE UPDATE ON public.fulfillment_crossing FOR EACH ROW EXECUTE FUNCTION public.fulfillment_crossing_refuse_other_line();
COMMENT ON TRIGGER fulfillment_crossing_refuse_other_line ON public.fulfillment_crossing IS 'guard d2050e87ef5ea1cb58090689b8a2e7ad ac061febff2cd58642c6bdeba0fe3c58';
CREATE TRIGGER fulfillment_crossing_refuse_papers BEFORE UPDATE ON public.fulfillment_crossing FOR EACH ROW EXECUTE FUNCTION public.fulfillment_crossing_refuse_papers();
COMMENT ON TRIGGER fulfillment_crossing_refuse_papers ON public.fulfillment_crossing IS 'guard cf98c12e332c902ebd08e215f6fa10d1 b51961e8d9bce929d15a9c73f5c9ac7d';
CREATE TRIGGER fulfillment_crossingcheck_guard_delete BEFORE DELETE ON public.fulfillment_crossingcheck FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what was found at check-in is kept; a later check answers it');
COMMENT ON TRIGGER fulfillment_crossingcheck_guard_delete ON public.fulfillment_crossingcheck IS 'guard 59b661417acaa3fde125432a0102f7bf 68b16d1ebd600b60c86aa4e396decbf7';
CREATE TRIGGER fulfillment_crossingcheck_guard_truncate BEFORE TRUNCATE ON public.fulfillment_crossingcheck FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what was found at check-in is kept; a later check answers it');
COMMENT ON TRIGGER fulfillment_crossingcheck_guard_truncate ON public.fulfillment_crossingcheck IS 'guard 0c02c11a5dffd025e1ecbfdc83be175a e7642936c04083869afcac3215505c83';
CREATE TRIGGER fulfillment_crossingcheck_guard_update BEFORE UPDATE ON public.fulfillment_crossingcheck FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what was found at check-in is kept; a later check answers it');
COMMENT ON TRIGGER fulfillment_crossingcheck_guard_update ON public.fulfillment_crossingcheck IS 'guard 03fdc56d4be65f8ede223a346c841b7b 09d8ed1c4f934074e5273faace43d9bc';
CREATE TRIGGER fulfillment_crossingphoto_guard_delete BEFORE DELETE ON public.fulfillment_crossingphoto FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a photo of what came from Japan is evidence, and kept');
COMMENT ON TRIGGER fulfillment_crossingphoto_guard_delete ON public.fulfillment_crossingphoto IS 'guard 9b5b2ae8791f541e56c6be2330267c61 77fd8ae7c95541b69a5530436c8afd0c';
CREATE TRIGGER fulfillment_crossingphoto_guard_truncate BEFORE TRUNCATE ON public.fulfillment_crossingphoto FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a photo of what came from Japan is evidence, and kept');
COMMENT ON TRIGGER fulfillment_crossingphoto_guard_truncate ON public.fulfillment_crossingphoto IS 'guard 8d4d299af5db0f82d00fad2106403eb3 8231e80711c2e41cb269e91f9475f0ac';
CREATE TRIGGER fulfillment_crossingphoto_guard_update BEFORE UPDATE ON public.fulfillment_crossingphoto FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a photo of what came from Japan is evidence, and kept');
COMMENT ON TRIGGER fulfillment_crossingphoto_guard_update ON public.fulfillment_crossingphoto IS 'guard 79cc30c307d1f9c6cb09ab0662c92185 aa97346f52d6f24ccda9c8be2f9952b5';
CREATE TRIGGER fulfillment_delay_guard_delete BEFORE DELETE ON public.fulfillment_delay FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what a shopper was told of a delay is never edited');
COMMENT ON TRIGGER fulfillment_delay_guard_delete ON public.fulfillment_delay IS 'guard bd81d14377f5cb8efdd03839d8ac1fa5 8d6b3afe247261ea3072e46fc9808cdc';
CREATE TRIGGER fulfillment_delay_guard_truncate BEFORE TRUNCATE ON public.fulfillment_delay FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what a shopper was told of a delay is never edited');
COMMENT ON TRIGGER fulfillment_delay_guard_truncate ON public.fulfillment_delay IS 'guard b07eccedc48d5b0a5575c49c9fc739b2 3a183a7ac068240dd6509286a597e316';
CREATE TRIGGER fulfillment_delay_guard_update BEFORE UPDATE ON public.fulfillment_delay FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.standing_id IS DISTINCT FROM old.standing_id) OR (new.order_id IS DISTINCT FROM old.order_id) OR (new.number IS DISTINCT FROM old.number) OR (new.old_by IS DISTINCT FROM old.old_by) OR (new.new_by IS DISTINCT FROM old.new_by) OR (new.arrives_from IS DISTINCT FROM old.arrives_from) OR (new.arrives_by IS DISTINCT FROM old.arrives_by) OR ((new.why)::text IS DISTINCT FROM (old.why)::text) OR (new.steps IS DISTINCT FROM old.steps) OR ((new.silence)::text IS DISTINCT FROM (old.silence)::text) OR (new.found_at IS DISTINCT FROM old.found_at) OR (new.notice_by IS DISTINCT FROM old.notice_by) OR (new.decides_at IS DISTINCT FROM old.decides_at))) EXECUTE FUNCTION public.troth_refuse('what a shopper was told of a delay is never edited');
COMMENT ON TRIGGER fulfillment_delay_guard_update ON public.fulfillment_delay IS 'guard 051622ca2dc694059b3be20398287372 fbe317e1af1710eba9c9a0b2a2415fd0';
CREATE TRIGGER fulfillment_label_guard_delete BEFORE DELETE ON public.fulfillment_label FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a label is kept as it was bought');
COMMENT ON TRIGGER fulfillment_label_guard_delete ON public.fulfillment_label IS 'guard 0fae88fe09712c911db12aa060a928ec b38d5ab4659397f6c2201903b41be226';
CREATE TRIGGER fulfillment_label_guard_truncate BEFORE TRUNCATE ON public.fulfillment_label FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a label is kept as it was bought');
COMMENT ON TRIGGER fulfillment_label_guard_truncate ON public.fulfillment_label IS 'guard e7b72a6b6dcbed5a037e7817fb8097bd 50817e341e082f99af7f55225d176265';
CREATE TRIGGER fulfillment_label_guard_update BEFORE UPDATE ON public.fulfillment_label FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.parcel_id IS DISTINCT FROM old.parcel_id) OR ((new.reference)::text IS DISTINCT FROM (old.reference)::text) OR ((new.carrier)::text IS DISTINCT FROM (old.carrier)::text) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR (new.asked_at IS DISTINCT FROM old.asked_at) OR ((COALESCE((old.file)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.file)::text IS DISTINCT FROM (old.file)::text) AND ((new.file)::text <> ''::text)) OR ((COALESCE((old.number)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.number)::text IS DISTINCT FROM (old.number)::text)) OR ((COALESCE((old.service)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.service)::text IS DISTINCT FROM (old.service)::text)) OR ((COALESCE((old.cents)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.cents IS DISTINCT FROM old.cents)) OR ((COALESCE((old.signature)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.signature)::text IS DISTINCT FROM (old.signature)::text)) OR ((COALESCE((old.declared_cents)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.declared_cents IS DISTINCT FROM old.declared_cents)))) EXECUTE FUNCTION public.troth_refuse('a label is kept as it was bought');
COMMENT ON TRIGGER fulfillment_label_guard_update ON public.fulfillment_label IS 'guard 67c074c257987e23d8299da1cb59c82f 3c44f440c6607d19cc87871203408307';
CREATE TRIGGER fulfillment_label_refuse_erasing BEFORE UPDATE ON public.fulfillment_label FOR EACH ROW EXECUTE FUNCTION public.fulfillment_label_refuse_erasing();
COMMENT ON TRIGGER fulfillment_label_refuse_erasing ON public.fulfillment_label IS 'guard 8376c292496dfd81f11b4bc09298405d 14e42f5e1ff20d65094761f6617ebff4';
CREATE TRIGGER fulfillment_packingphoto_guard_delete BEFORE DELETE ON public.fulfillment_packingphoto FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what was packed is evidence, and kept');
COMMENT ON TRIGGER fulfillment_packingphoto_guard_delete ON public.fulfillment_packingphoto IS 'guard f65d48be22c1c286dfa7aa48c943fd18 440736d4df3a99f641a68a6f36186dfb';
CREATE TRIGGER fulfillment_packingphoto_guard_truncate BEFORE TRUNCATE ON public.fulfillment_packingphoto FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what was packed is evidence, and kept');
COMMENT ON TRIGGER fulfillment_packingphoto_guard_truncate ON public.fulfillment_packingphoto IS 'guard 3172197e6de8d59f581f21884d47f79e e570e5e3356989305781c0db56e7d20d';
CREATE TRIGGER fulfillment_packingphoto_guard_update BEFORE UPDATE ON public.fulfillment_packingphoto FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what was packed is evidence, and kept');
COMMENT ON TRIGGER fulfillment_packingphoto_guard_update ON public.fulfillment_packingphoto IS 'guard cee3b4768548d07eeb7c8da3e856b2b6 400c98dcc4b819cacefe7897ae10f637';
CREATE TRIGGER fulfillment_parcel_guard_delete BEFORE DELETE ON public.fulfillment_parcel FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what was packed is evidence, and kept');
COMMENT ON TRIGGER fulfillment_parcel_guard_delete ON public.fulfillment_parcel IS 'guard 53122fd5fab2af9853d1129c2e3fe9e2 b3c1027c59b5d5b8064a435c67d9f1bb';
CREATE TRIGGER fulfillment_parcel_guard_truncate BEFORE TRUNCATE ON public.fulfillment_parcel FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what was packed is evidence, and kept');
COMMENT ON TRIGGER fulfillment_parcel_guard_truncate ON public.fulfillment_parcel IS 'guard aa6198b10a259dadff90ea462105ff1b 67e4d49c98b2950264165882f370e162';
CREATE TRIGGER fulfillment_parcel_guard_update BEFORE UPDATE ON public.fulfillment_parcel FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.order_id IS DISTINCT FROM old.order_id) OR ((new.key)::text IS DISTINCT FROM (old.key)::text) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR (new.taken_at IS DISTINCT FROM old.taken_at) OR (new.passed IS DISTINCT FROM old.passed) OR ((COALESCE((old.proof)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.proof)::text IS DISTINCT FROM (old.proof)::text) AND ((new.proof)::text <> ''::text)) OR ((COALESCE((old.set_aside_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.set_aside_at IS DISTINCT FROM old.set_aside_at)) OR ((COALESCE((old.set_aside_why)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.set_aside_why)::text IS DISTINCT FROM (old.set_aside_why)::text)) OR ((COALESCE((old.grams)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.grams IS DISTINCT FROM old.grams)) OR ((COALESCE((old.length_mm)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.length_mm IS DISTINCT FROM old.length_mm)) OR ((COALESCE((old.width_mm)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.width_mm IS DISTINCT FROM old.width_mm)) OR ((COALESCE((old.height_mm)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.height_mm IS DISTINCT FROM old.height_mm)) OR ((COALESCE((old.seal)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.seal)::text IS DISTINCT FROM (old.seal)::text)) OR ((COALESCE((old.closed_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.closed_at IS DISTINCT FROM old.closed_at)) OR ((COALESCE((old.left_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.left_at IS DISTINCT FROM old.left_at)) OR ((COALESCE((old.left_how)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.left_how)::text IS DISTINCT FROM (old.left_how)::text)))) EXECUTE FUNCTION public.troth_refuse('what was packed is evidence, and kept');
COMMENT ON TRIGGER fulfillment_parcel_guard_update ON public.fulfillment_parcel IS 'guard 78084f3f03b62f22937ab4b95faf21af 12f9d69e881561ad884fd7bec3324315';
CREATE TRIGGER fulfillment_parcel_refuse_erasing BEFORE UPDATE ON public.fulfillment_parcel FOR EACH ROW EXECUTE FUNCTION public.fulfillment_parcel_refuse_erasing();
COMMENT ON TRIGGER fulfillment_parcel_refuse_erasing ON public.fulfillment_parcel IS 'guard 278883e72b9f0897ed2c11eb42c1a4fc 63b1fb938cf48ba09d75ba3085fb52e7';
CREATE TRIGGER fulfillment_parcelback_guard_delete BEFORE DELETE ON public.fulfillment_parcelback FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a parcel back to its buyer is kept');
COMMENT ON TRIGGER fulfillment_parcelback_guard_delete ON public.fulfillment_parcelback IS 'guard eb677c573142b5ee90dbc9a635f693a0 35d4b84dfb625ea1c3c32203c61a00c2';
CREATE TRIGGER fulfillment_parcelback_guard_truncate BEFORE TRUNCATE ON public.fulfillment_parcelback FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a parcel back to its buyer is kept');
COMMENT ON TRIGGER fulfillment_parcelback_guard_truncate ON public.fulfillment_parcelback IS 'guard 31f08fc5a7a1adee14a8a26680086f7c 70f71bbf022b7020490f9f643edab2ec';
CREATE TRIGGER fulfillment_parcelback_guard_update BEFORE UPDATE ON public.fulfillment_parcelback FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.returned_id IS DISTINCT FROM old.returned_id) OR ((new.key)::text IS DISTINCT FROM (old.key)::text) OR (new.opened_at IS DISTINCT FROM old.opened_at) OR ((new.opened_by)::text IS DISTINCT FROM (old.opened_by)::text) OR ((COALESCE((old.file)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.file)::text IS DISTINCT FROM (old.file)::text) AND ((new.file)::text <> ''::text)) OR ((COALESCE((old.grams)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.grams IS DISTINCT FROM old.grams)) OR ((COALESCE((old.length_mm)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.length_mm IS DISTINCT FROM old.length_mm)) OR ((COALESCE((old.width_mm)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.width_mm IS DISTINCT FROM old.width_mm)) OR ((COALESCE((old.height_mm)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.height_mm IS DISTINCT FROM old.height_mm)) OR ((COALESCE((old.packed_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.packed_at IS DISTINCT FROM old.packed_at)) OR ((COALESCE((old.packed_by)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.packed_by)::text IS DISTINCT FROM (old.packed_by)::text)) OR ((COALESCE((old.number)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.number)::text IS DISTINCT FROM (old.number)::text)) OR ((COALESCE((old.by_hand_why)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.by_hand_why)::text IS DISTINCT FROM (old.by_hand_why)::text)) OR ((COALESCE((old.service)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.service)::text IS DISTINCT FROM (old.service)::text)) OR ((COALESCE((old.cents)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.cents IS DISTINCT FROM old.cents)) OR ((COALESCE((old.signature)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.signature)::text IS DISTINCT FROM (old.signature)::text)) OR ((COALESCE((old.declared_cents)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.declared_cents IS DISTINCT FROM old.declared_cents)) OR ((COALESCE((old.left_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.left_at IS DISTINCT FROM old.left_at)) OR ((COALESCE((old.left_how)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.left_how)::text IS DISTINCT FROM (old.left_how)::text)) OR ((COALESCE((old.delivered_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.delivered_at IS DISTINCT FROM old.delivered_at)) OR ((COALESCE((old.signed_by)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.signed_by)::text IS DISTINCT FROM (old.signed_by)::text)))) EXECUTE FUNCTION public.troth_refuse('a parcel back to its buyer is kept');
COMMENT ON TRIGGER fulfillment_parcelback_guard_update ON public.fulfillment_parcelback IS 'guard 392815222e666cc917e7d2286d3ded37 8b04e8329e8057d1e5d55c848026f1ce';
CREATE TRIGGER fulfillment_parcelback_refuse_ended BEFORE UPDATE ON public.fulfillment_parcelback FOR EACH ROW EXECUTE FUNCTION public.fulfillment_parcelback_refuse_ended();
COMMENT ON TRIGGER fulfillment_parcelback_refuse_ended ON public.fulfillment_parcelback IS 'guard ce878e2fcd955524ea9c98c63372bc5d 38ac6d1ea251f0bd84b6a17200626545';
CREATE TRIGGER fulfillment_parcelback_refuse_erasing BEFORE UPDATE ON public.fulfillment_parcelback FOR EACH ROW EXECUTE FUNCTION public.fulfillment_parcelback_refuse_erasing();
COMMENT ON TRIGGER fulfillment_parcelback_refuse_erasing ON public.fulfillment_parcelback IS 'guard a5101a5b2734ad8f5c3bb6aa697f676a 57b4ed9404fca0a8fcac96790dc057fe';
CREATE TRIGGER fulfillment_parcelback_refuse_label BEFORE UPDATE ON public.fulfillment_parcelback FOR EACH ROW EXECUTE FUNCTION public.fulfillment_parcelback_refuse_label();
COMMENT ON TRIGGER fulfillment_parcelback_refuse_label ON public.fulfillment_parcelback IS 'guard 42a51404e18948bd432162680ddd8081 82822fb07b84bb3ab47bbae7b156d584';
CREATE TRIGGER fulfillment_parcelline_guard_delete BEFORE DELETE ON public.fulfillment_parcelline FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what was packed is evidence, and kept');
COMMENT ON TRIGGER fulfillment_parcelline_guard_delete ON public.fulfillment_parcelline IS 'guard 2e63aafa7d4cbb117f78da103a3bc6df 1189aa075ea9e6c9ae1844068d42eb59';
CREATE TRIGGER fulfillment_parcelline_guard_truncate BEFORE TRUNCATE ON public.fulfillment_parcelline FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what was packed is evidence, and kept');
COMMENT ON TRIGGER fulfillment_parcelline_guard_truncate ON public.fulfillment_parcelline IS 'guard a4741fa52a5c8045f26f25c127afeda6 74df34a36a34c8b23cc64b09098e0742';
CREATE TRIGGER fulfillment_parcelline_guard_update BEFORE UPDATE ON public.fulfillment_parcelline FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.parcel_id IS DISTINCT FROM old.parcel_id) OR (new.line_id IS DISTINCT FROM old.line_id) OR ((COALESCE((old.scanned_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.scanned_at IS DISTINCT FROM old.scanned_at)) OR ((COALESCE((old."out")::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new."out" IS DISTINCT FROM old."out")))) EXECUTE FUNCTION public.troth_refuse('what was packed is evidence, and kept');
COMMENT ON TRIGGER fulfillment_parcelline_guard_update ON public.fulfillment_parcelline IS 'guard a4d02b990a596811441b2e1b229f4f53 a16da576c148199a87b98dcee0ab942a';
CREATE TRIGGER fulfillment_pickup_guard_delete BEFORE DELETE ON public.fulfillment_pickup FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a pickup is kept as it was asked for');
COMMENT ON TRIGGER fulfillment_pickup_guard_delete ON public.fulfillment_pickup IS 'guard 87ee147ceeb409983eaa608d8237f5b9 28c98c643d0ab5cfb53d03faf9321377';
CREATE TRIGGER fulfillment_pickup_guard_truncate BEFORE TRUNCATE ON public.fulfillment_pickup FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a pickup is kept as it was asked for');
COMMENT ON TRIGGER fulfillment_pickup_guard_truncate ON public.fulfillment_pickup IS 'guard fe29ad4363b244a31c884ed49676cedc 506c6e0031530d4e73b322b484769672';
CREATE TRIGGER fulfillment_pickup_guard_update BEFORE UPDATE ON public.fulfillment_pickup FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.carrier)::text IS DISTINCT FROM (old.carrier)::text) OR (new."on" IS DISTINCT FROM old."on") OR (new.parcels IS DISTINCT FROM old.parcels) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR (new.asked_at IS DISTINCT FROM old.asked_at) OR ((COALESCE((old.confirmation)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.confirmation)::text IS DISTINCT FROM (old.confirmation)::text)) OR ((COALESCE((old.ended_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.ended_at IS DISTINCT FROM old.ended_at)))) EXECUTE FUNCTION public.troth_refuse('a pickup is kept as it was asked for');
COMMENT ON TRIGGER fulfillment_pickup_guard_update ON public.fulfillment_pickup IS 'guard 9ddafff5e19a5510074fa38cf312a152 5ffac6d839d7c04d1b5f3d8c5b38e709';
CREATE TRIGGER fulfillment_return_guard_delete BEFORE DELETE ON public.fulfillment_return FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what came back, and why, stays on record');
COMMENT ON TRIGGER fulfillment_return_guard_delete ON public.fulfillment_return IS 'guard 1d33c81eec49213c6606d1a1293abdeb 3de85dffb2718b4cfe17c850abdaa38b';
CREATE TRIGGER fulfillment_return_guard_truncate BEFORE TRUNCATE ON public.fulfillment_return FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what came back, and why, stays on record');
COMMENT ON TRIGGER fulfillment_return_guard_truncate ON public.fulfillment_return IS 'guard 32b7487d206a4c23814a00a8feb72051 ae4b5620e442032f83cb75f636f8ba73';
CREATE TRIGGER fulfillment_return_guard_update BEFORE UPDATE ON public.fulfillment_return FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.key)::text IS DISTINCT FROM (old.key)::text) OR (new.order_id IS DISTINCT FROM old.order_id) OR (new.parcel_id IS DISTINCT FROM old.parcel_id) OR ((new.request_key)::text IS DISTINCT FROM (old.request_key)::text) OR (new.opened_at IS DISTINCT FROM old.opened_at) OR ((new.reason)::text IS DISTINCT FROM (old.reason)::text) OR (new.answer_by IS DISTINCT FROM old.answer_by) OR ((COALESCE((old.refund_asked_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.refund_asked_at IS DISTINCT FROM old.refund_asked_at)) OR ((COALESCE((old.shipped_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.shipped_at IS DISTINCT FROM old.shipped_at)) OR ((COALESCE((old.arrived_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.arrived_at IS DISTINCT FROM old.arrived_at)) OR ((COALESCE((old.received_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.received_at IS DISTINCT FROM old.received_at)) OR ((COALESCE((old.received_by)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.received_by)::text IS DISTINCT FROM (old.received_by)::text)) OR ((COALESCE((old.ended_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.ended_at IS DISTINCT FROM old.ended_at)) OR ((COALESCE((old.ended_how)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.ended_how)::text IS DISTINCT FROM (old.ended_how)::text)))) EXECUTE FUNCTION public.troth_refuse('what came back, and why, stays on record');
COMMENT ON TRIGGER fulfillment_return_guard_update ON public.fulfillment_return IS 'guard 09247af1106215560f004d13c528546b 55d65f00b8897cf0d21ac0ab1a34bc17';
CREATE TRIGGER fulfillment_returnedpiece_guard_delete BEFORE DELETE ON public.fulfillment_returnedpiece FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what came back, and how it was, stays on record');
COMMENT ON TRIGGER fulfillment_returnedpiece_guard_delete ON public.fulfillment_returnedpiece IS 'guard 180969b61216ff8b317a3710673f1fb5 de993f53e060ff5b1d7d809dbeebc69c';
CREATE TRIGGER fulfillment_returnedpiece_guard_truncate BEFORE TRUNCATE ON public.fulfillment_returnedpiece FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what came back, and how it was, stays on record');
COMMENT ON TRIGGER fulfillment_returnedpiece_guard_truncate ON public.fulfillment_returnedpiece IS 'guard ba4a032622551f89f6ef8211b696cfa4 ad41e0dea1f87a3d1a9c0171b8c79495';
CREATE TRIGGER fulfillment_returnedpiece_guard_update BEFORE UPDATE ON public.fulfillment_returnedpiece FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.returned_id IS DISTINCT FROM old.returned_id) OR (new.line_id IS DISTINCT FROM old.line_id) OR ((COALESCE((old.condition)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.condition)::text IS DISTINCT FROM (old.condition)::text)) OR ((COALESCE((old.note)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.note)::text IS DISTINCT FROM (old.note)::text)) OR ((COALESCE((old.scanned_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.scanned_at IS DISTINCT FROM old.scanned_at)))) EXECUTE FUNCTION public.troth_refuse('what came back, and how it was, stays on record');
COMMENT ON TRIGGER fulfillment_returnedpiece_guard_update ON public.fulfillment_returnedpiece IS 'guard 71cc3b76fbf80accb2b1b05017bba3db 7d5e987e45a977631ceac073524b106e';
CREATE TRIGGER fulfillment_returnlabel_guard_delete BEFORE DELETE ON public.fulfillment_returnlabel FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a label is kept as it was bought');
COMMENT ON TRIGGER fulfillment_returnlabel_guard_delete ON public.fulfillment_returnlabel IS 'guard fdbaacbef81846d3d0a92f27c9d05083 11dac5a52ad3d578a879b657bcbfeefd';
CREATE TRIGGER fulfillment_returnlabel_guard_truncate BEFORE TRUNCATE ON public.fulfillment_returnlabel FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a label is kept as it was bought');
COMMENT ON TRIGGER fulfillment_returnlabel_guard_truncate ON public.fulfillment_returnlabel IS 'guard e7ec6a343322983c5929b4cc263adb17 ee659a4f6993b991d713820df4452839';
CREATE TRIGGER fulfillment_returnlabel_guard_update BEFORE UPDATE ON public.fulfillment_returnlabel FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.returned_id IS DISTINCT FROM old.returned_id) OR ((new.reference)::text IS DISTINCT FROM (old.reference)::text) OR (new.asked_at IS DISTINCT FROM old.asked_at) OR ((COALESCE((old.file)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.file)::text IS DISTINCT FROM (old.file)::text) AND ((new.file)::text <> ''::text)) OR ((COALESCE((old.number)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.number)::text IS DISTINCT FROM (old.number)::text)) OR ((COALESCE((old.service)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.service)::text IS DISTINCT FROM (old.service)::text)) OR ((COALESCE((old.cents)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.cents IS DISTINCT FROM old.cents)) OR ((COALESCE((old.bought_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.bought_at IS DISTINCT FROM old.bought_at)) OR ((COALESCE((old.usable_until)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.usable_until IS DISTINCT FROM old.usable_until)))) EXECUTE FUNCTION public.troth_refuse('a label is kept as it was bought');
COMMENT ON TRIGGER fulfillment_returnlabel_guard_update ON public.fulfillment_returnlabel IS 'guard 6937021aabbccd158edebcef0ea36e56 982b411eecc14a62d4a5b81c78fbeca3';
CREATE TRIGGER fulfillment_returnlabel_refuse_erasing BEFORE UPDATE ON public.fulfillment_returnlabel FOR EACH ROW EXECUTE FUNCTION public.fulfillment_returnlabel_refuse_erasing();
COMMENT ON TRIGGER fulfillment_returnlabel_refuse_erasing ON public.fulfillment_returnlabel IS 'guard ffe92ddf9783ff16cb3cc31ebed060b7 3791fa2616887ae0ee44ae681d9b8269';
CREATE TRIGGER fulfillment_returnphoto_guard_delete BEFORE DELETE ON public.fulfillment_returnphoto FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a photo of what came back is evidence, and kept');
COMMENT ON TRIGGER fulfillment_returnphoto_guard_delete ON public.fulfillment_returnphoto IS 'guard 188319a6d1ece61cfae655e9eeca4aa5 f6a3ae71e3f2164f893020fdc3b465b2';
CREATE TRIGGER fulfillment_returnphoto_guard_truncate BEFORE TRUNCATE ON public.fulfillment_returnphoto FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a photo of what came back is evidence, and kept');
COMMENT ON TRIGGER fulfillment_returnphoto_guard_truncate ON public.fulfillment_returnphoto IS 'guard b19c75605ff8a6e9fee52e6469a55f64 1ea8ae1fe453d8af07a28e8cb355b466';
CREATE TRIGGER fulfillment_returnphoto_guard_update BEFORE UPDATE ON public.fulfillment_returnphoto FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a photo of what came back is evidence, and kept');
COMMENT ON TRIGGER fulfillment_returnphoto_guard_update ON public.fulfillment_returnphoto IS 'guard c79303f735541a7c93caaac1fadb9f7f 92818e07b2130c4ce1a60c3ae7f9b6ea';
CREATE TRIGGER fulfillment_scan_guard_delete BEFORE DELETE ON public.fulfillment_scan FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what a carrier said is kept as it was said');
COMMENT ON TRIGGER fulfillment_scan_guard_delete ON public.fulfillment_scan IS 'guard e1a267316d41c97b31a71ba767fc44cc cff00ace7b807bc22b951cbb4adb069f';
CREATE TRIGGER fulfillment_scan_guard_truncate BEFORE TRUNCATE ON public.fulfillment_scan FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what a carrier said is kept as it was said');
COMMENT ON TRIGGER fulfillment_scan_guard_truncate ON public.fulfillment_scan IS 'guard 12911c91beec413e5a0f5e9c0b38d982 d18c458fd7910a4120a1f401abeb7588';
CREATE TRIGGER fulfillment_scan_guard_update BEFORE UPDATE ON public.fulfillment_scan FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what a carrier said is kept as it was said');
COMMENT ON TRIGGER fulfillment_scan_guard_update ON public.fulfillment_scan IS 'guard f0e323de78c90eefa7b9b4d90ec60655 55d27a01caa97ccd6713326d0a377b76';
CREATE TRIGGER fulfillment_transfer_guard_delete BEFORE DELETE ON public.fulfillment_transfer FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('transfer: what crossed, and when, stays on record');
COMMENT ON TRIGGER fulfillment_transfer_guard_delete ON public.fulfillment_transfer IS 'guard 279c702a2f04e1251d0d509311b60895 0a7e3c61d3b3fd73eca646819bfd3d99';
CREATE TRIGGER fulfillment_transfer_guard_truncate BEFORE TRUNCATE ON public.fulfillment_transfer FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('transfer: what crossed, and when, stays on record');
COMMENT ON TRIGGER fulfillment_transfer_guard_truncate ON public.fulfillment_transfer IS 'guard 6bf948708a3f5b00a0da04213d73df56 8d8a5d3ed05a17eca1ddbd970e421dc3';
CREATE TRIGGER fulfillment_transfer_guard_update BEFORE UPDATE ON public.fulfillment_transfer FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.key)::text IS DISTINCT FROM (old.key)::text) OR (new.made_at IS DISTINCT FROM old.made_at) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR ((COALESCE((old.carrier)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.carrier)::text IS DISTINCT FROM (old.carrier)::text)) OR ((COALESCE((old.number)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.number)::text IS DISTINCT FROM (old.number)::text)) OR ((COALESCE((old.dispatched_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.dispatched_at IS DISTINCT FROM old.dispatched_at)) OR ((COALESCE((old.ended_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.ended_at IS DISTINCT FROM old.ended_at)))) EXECUTE FUNCTION public.troth_refuse('transfer: what crossed, and when, stays on record');
COMMENT ON TRIGGER fulfillment_transfer_guard_update ON public.fulfillment_transfer IS 'guard 14e232ac6fe987cbdb29fb0a8f68e1dc c766068c629472cb8053119ea174c2e6';
CREATE TRIGGER fulfillment_transfer_refuse_other_steps BEFORE UPDATE ON public.fulfillment_transfer FOR EACH ROW EXECUTE FUNCTION public.fulfillment_transfer_refuse_other_steps();
COMMENT ON TRIGGER fulfillment_transfer_refuse_other_steps ON public.fulfillment_transfer IS 'guard 45822b4b122e94c8d39a47cd1d5e2ea1 06de3b0ae08257aea57f7208f8a98a05';
CREATE TRIGGER notifications_notification_guard_delete BEFORE DELETE ON public.notifications_notification FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a letter is kept as it was written');
COMMENT ON TRIGGER notifications_notification_guard_delete ON public.notifications_notification IS 'guard 79e20d0cc93800aa979dd8ec866dfbc9 e03c04a57bbb5adfc0e0b4b1cc12d7cb';
CREATE TRIGGER notifications_notification_guard_truncate BEFORE TRUNCATE ON public.notifications_notification FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a letter is kept as it was written');
COMMENT ON TRIGGER notifications_notification_guard_truncate ON public.notifications_notification IS 'guard 4e43c787fb799ef2ec07c0e1d1634613 2412e8f056617efdab960a72da2b6ddf';
CREATE TRIGGER notifications_notification_guard_update BEFORE UPDATE ON public.notifications_notification FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.event_id IS DISTINCT FROM old.event_id) OR (new.item_event_id IS DISTINCT FROM old.item_event_id) OR (new.search_id IS DISTINCT FROM old.search_id) OR ((new.about)::text IS DISTINCT FROM (old.about)::text) OR ((new.kind)::text IS DISTINCT FROM (old.kind)::text) OR ((new.message_id)::text IS DISTINCT FROM (old.message_id)::text) OR (new.written_at IS DISTINCT FROM old.written_at) OR ((((new."to")::text IS DISTINCT FROM (old."to")::text) OR ((new.subject)::text IS DISTINCT FROM (old.subject)::text) OR (new.text IS DISTINCT FROM old.text) OR (new.html IS DISTINCT FROM old.html) OR ((new.in_reply_to)::text IS DISTINCT FROM (old.in_reply_to)::text) OR (new.thread IS DISTINCT FROM old.thread)) AND (((new."to")::text <> ''::text) OR ((new.subject)::text <> ''::text) OR (new.text <> ''::text) OR (new.html <> ''::text) OR ((new.in_reply_to)::text <> ''::text) OR (new.thread <> ''::text))) OR ((COALESCE((old.sent_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.sent_at IS DISTINCT FROM old.sent_at)) OR ((COALESCE((old.refused_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.refused_at IS DISTINCT FROM old.refused_at)))) EXECUTE FUNCTION public.troth_refuse('a letter is kept as it was written');
COMMENT ON TRIGGER notifications_notification_guard_update ON public.notifications_notification IS 'guard 3741bbb9d3a215d8aeefaf58bc1ba981 db79978f2253a6b581ab826051f754b5';
CREATE TRIGGER notifications_notification_refuse_erasing BEFORE UPDATE ON public.notifications_notification FOR EACH ROW EXECUTE FUNCTION public.notifications_notification_refuse_erasing();
COMMENT ON TRIGGER notifications_notification_refuse_erasing ON public.notifications_notification IS 'guard a3c4feae3bcbd1fdc86fc6f687c2f5fa 417880217b8bbb2a59a04ff02e9bba0c';
CREATE TRIGGER notifications_resend_guard_delete BEFORE DELETE ON public.notifications_resend FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a letter is kept as it was written');
COMMENT ON TRIGGER notifications_resend_guard_delete ON public.notifications_resend IS 'guard 5e686c0958a805aaee400f0b1f6cdd1a 99fe6370f4cf672865c413b56ed8d61d';
CREATE TRIGGER notifications_resend_guard_truncate BEFORE TRUNCATE ON public.notifications_resend FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a letter is kept as it was written');
COMMENT ON TRIGGER notifications_resend_guard_truncate ON public.notifications_resend IS 'guard 8b12fe104b2a75dc8ba17820a4acdc50 2fb8a8c2bc4ec185b0b07a92f67c4bfe';
CREATE TRIGGER notifications_resend_guard_update BEFORE UPDATE ON public.notifications_resend FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.notice_id IS DISTINCT FROM old.notice_id) OR (new.asked_at IS DISTINCT FROM old.asked_at) OR ((COALESCE((old.sent_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.sent_at IS DISTINCT FROM old.sent_at)) OR ((COALESCE((old.refused_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.refused_at IS DISTINCT FROM old.refused_at)))) EXECUTE FUNCTION public.troth_refuse('a letter is kept as it was written');
COMMENT ON TRIGGER notifications_resend_guard_update ON public.notifications_resend IS 'guard 5e55966cfcc8c7a5ba34d1745e28069c 30f879985e70bbfd7d799b3aa8973b3d';
CREATE TRIGGER notifications_sentcopy_guard_delete BEFORE DELETE ON public.notifications_sentcopy FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what became of a letter stays on record');
COMMENT ON TRIGGER notifications_sentcopy_guard_delete ON public.notifications_sentcopy IS 'guard 1f40f83cb7147d5dec494d83bd56e854 71bf634d0a1ecf86fd610f3a97cbf049';
CREATE TRIGGER notifications_sentcopy_guard_truncate BEFORE TRUNCATE ON public.notifications_sentcopy FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what became of a letter stays on record');
COMMENT ON TRIGGER notifications_sentcopy_guard_truncate ON public.notifications_sentcopy IS 'guard f62f186fdd71a1acced9e8cb88b63026 baa907964db9cf55ca2e5652ec93dda6';
CREATE TRIGGER notifications_sentcopy_guard_update BEFORE UPDATE ON public.notifications_sentcopy FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.notice_id IS DISTINCT FROM old.notice_id) OR (new.repeat_id IS DISTINCT FROM old.repeat_id) OR ((new.provider)::text IS DISTINCT FROM (old.provider)::text) OR ((new.provider_id)::text IS DISTINCT FROM (old.provider_id)::text) OR (new.handed_over_at IS DISTINCT FROM old.handed_over_at) OR ((COALESCE((old.delivered_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.delivered_at IS DISTINCT FROM old.delivered_at)) OR ((COALESCE((old.complained_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.complained_at IS DISTINCT FROM old.complained_at)))) EXECUTE FUNCTION public.troth_refuse('what became of a letter stays on record');
COMMENT ON TRIGGER notifications_sentcopy_guard_update ON public.notifications_sentcopy IS 'guard b27236257ac70ae1d3dca7fda211a75c 8c5c7111ddd2446a2d1a29630cc7cec6';
CREATE TRIGGER orders_event_guard_delete BEFORE DELETE ON public.orders_event FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('the timeline is never edited');
COMMENT ON TRIGGER orders_event_guard_delete ON public.orders_event IS 'guard 198b943b34b9e1923d1049c2851c2d84 3f25eeb46d4dc9b759046c1b70808069';
CREATE TRIGGER orders_event_guard_truncate BEFORE TRUNCATE ON public.orders_event FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('the timeline is never edited');
COMMENT ON TRIGGER orders_event_guard_truncate ON public.orders_event IS 'guard 822c3f139b76ae3275c46ffd7ac7c2bd acccf9ffd1f93865deaf2d496f7bd94e';
CREATE TRIGGER orders_event_guard_update BEFORE UPDATE ON public.orders_event FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('the timeline is never edited');
COMMENT ON TRIGGER orders_event_guard_update ON public.orders_event IS 'guard c643df5c05a17e4b4c425ccb5e2db911 e43a01a98891d3b1132e4435b9e96a63';
CREATE TRIGGER orders_event_refuse_not_erased BEFORE INSERT ON public.orders_event FOR EACH ROW EXECUTE FUNCTION public.orders_event_refuse_not_erased();
COMMENT ON TRIGGER orders_event_refuse_not_erased ON public.orders_event IS 'guard b8db81698cd2c827c5c1ee7a47e460bb 834495874d2d6c3bce2c9c61a8d73eec';
CREATE TRIGGER orders_line_guard_delete BEFORE DELETE ON public.orders_line FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('no_changes: a submitted order cannot be changed');
COMMENT ON TRIGGER orders_line_guard_delete ON public.orders_line IS 'guard 74e01f7c1013cd171c4e5e45893d4d93 827ba8533b4cf0c724e441a516344920';
CREATE TRIGGER orders_line_guard_truncate BEFORE TRUNCATE ON public.orders_line FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('no_changes: a submitted order cannot be changed');
COMMENT ON TRIGGER orders_line_guard_truncate ON public.orders_line IS 'guard f0bd9a7fb65a8181ec3bbac5092abfba 1708aa75283c347e472dea748427104e';
CREATE TRIGGER orders_line_guard_update BEFORE UPDATE ON public.orders_line FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.order_id IS DISTINCT FROM old.order_id) OR (new.item_id IS DISTINCT FROM old.item_id) OR ((new.title)::text IS DISTINCT FROM (old.title)::text) OR (new.listing IS DISTINCT FROM old.listing) OR ((new.warehouse)::text IS DISTINCT FROM (old.warehouse)::text) OR (new.weight_grams IS DISTINCT FROM old.weight_grams) OR (new.price_cents IS DISTINCT FROM old.price_cents) OR (new.tax_cents IS DISTINCT FROM old.tax_cents))) EXECUTE FUNCTION public.troth_refuse('no_changes: a submitted order cannot be changed');
COMMENT ON TRIGGER orders_line_guard_update ON public.orders_line IS 'guard c65a0ef8928588292a307a55829e5dd5 a14f82c1f49d7db054bd2c1f73f8ed6b';
CREATE TRIGGER orders_line_refuse_added BEFORE INSERT ON public.orders_line FOR EACH ROW EXECUTE FUNCTION public.orders_line_refuse_added();
COMMENT ON TRIGGER orders_line_refuse_added ON public.orders_line IS 'guard 4790c0fcf0676e0668e7c1173e7317ff 59723eed6fd7ffad4d846cfeb0cc4e59';
CREATE TRIGGER orders_line_refuse_begun BEFORE INSERT ON public.orders_line FOR EACH ROW EXECUTE FUNCTION public.orders_line_refuse_begun();
COMMENT ON TRIGGER orders_line_refuse_begun ON public.orders_line IS 'guard ff4b784a9ea4882dd23f59935cb64a3e f19707fdfd424b29d42d238a529f8367';
CREATE TRIGGER orders_line_refuse_jump BEFORE UPDATE ON public.orders_line FOR EACH ROW EXECUTE FUNCTION public.orders_line_refuse_jump();
COMMENT ON TRIGGER orders_line_refuse_jump ON public.orders_line IS 'guard f1cc203e6138c98491ce84d9e94c3be9 e32c79ad637896de60e2046b38a7be96';
CREATE TRIGGER orders_order_guard_delete BEFORE DELETE ON public.orders_order FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('no_changes: a submitted order cannot be changed');
COMMENT ON TRIGGER orders_order_guard_delete ON public.orders_order IS 'guard a39a59bc9ddf967f326edc00f76ac134 6f16c97676f190d0f0701928d3e9b8c6';
CREATE TRIGGER orders_order_guard_truncate BEFORE TRUNCATE ON public.orders_order FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('no_changes: a submitted order cannot be changed');
COMMENT ON TRIGGER orders_order_guard_truncate ON public.orders_order IS 'guard c666ff3eaee6c758e3c527777ce2852a 8d99edfa8403899ade261b06ab5f8fbd';
CREATE TRIGGER orders_order_guard_update BEFORE UPDATE ON public.orders_order FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('no_changes: a submitted order cannot be changed');
COMMENT ON TRIGGER orders_order_guard_update ON public.orders_order IS 'guard 5b8cef33932a7747bc29acc7ab8eab9e 761948edda1cfb52c83813253d814bcb';
CREATE TRIGGER orders_publication_guard_delete BEFORE DELETE ON public.orders_publication FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what was published stays on the record');
COMMENT ON TRIGGER orders_publication_guard_delete ON public.orders_publication IS 'guard 7add9dae0762df3e601ad3da64a4907c bbffb610436a9701865797fb61549a4a';
CREATE TRIGGER orders_publication_guard_truncate BEFORE TRUNCATE ON public.orders_publication FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what was published stays on the record');
COMMENT ON TRIGGER orders_publication_guard_truncate ON public.orders_publication IS 'guard 5dc77be0ca5c744ded79a6c834b29991 c5db8d353f4609a8831533047c5fdb16';
CREATE TRIGGER orders_publication_guard_update BEFORE UPDATE ON public.orders_publication FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what was published stays on the record');
COMMENT ON TRIGGER orders_publication_guard_update ON public.orders_publication IS 'guard 75303f5b0e88ef9f1f86b900e42f960a 47d71dd94e4b091e7c1ece00432c68c3';
CREATE TRIGGER orders_publication_refuse_one_person BEFORE INSERT OR UPDATE ON public.orders_publication FOR EACH ROW EXECUTE FUNCTION public.orders_publication_refuse_one_person();
COMMENT ON TRIGGER orders_publication_refuse_one_person ON public.orders_publication IS 'guard d94a2f92a77ae3f7a3009f0f891a875f d3f4935e6934d9a1992ab794d96c0488';
CREATE TRIGGER orders_publishedpolicy_guard_delete BEFORE DELETE ON public.orders_publishedpolicy FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('an order is judged by the policy it was placed under');
COMMENT ON TRIGGER orders_publishedpolicy_guard_delete ON public.orders_publishedpolicy IS 'guard 0265ed4faca70b7ea27b5d4096503220 835fd8e5640d85c360e31a3d22de7144';
CREATE TRIGGER orders_publishedpolicy_guard_truncate BEFORE TRUNCATE ON public.orders_publishedpolicy FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('an order is judged by the policy it was placed under');
COMMENT ON TRIGGER orders_publishedpolicy_guard_truncate ON public.orders_publishedpolicy IS 'guard 210d263355ff607e621e11c741a5f0d2 3add2ba301ececc3d2e435d875e34ff7';
CREATE TRIGGER orders_publishedpolicy_guard_update BEFORE UPDATE ON public.orders_publishedpolicy FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('an order is judged by the policy it was placed under');
COMMENT ON TRIGGER orders_publishedpolicy_guard_update ON public.orders_publishedpolicy IS 'guard 4a63cd6ef1370570bb890eca0eb766ce b4c727e54027280a9d311e0f3d4ea957';
CREATE TRIGGER orders_queueentry_guard_delete BEFORE DELETE ON public.orders_queueentry FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('queue: an order keeps the place in which it was received');
COMMENT ON TRIGGER orders_queueentry_guard_delete ON public.orders_queueentry IS 'guard 879d4e341c896b903b98c2b83a6af10f 6df43ba175eaeaed9595b05753302f6b';
CREATE TRIGGER orders_queueentry_guard_truncate BEFORE TRUNCATE ON public.orders_queueentry FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('queue: an order keeps the place in which it was received');
COMMENT ON TRIGGER orders_queueentry_guard_truncate ON public.orders_queueentry IS 'guard b044c2153a5fe179c30d4c4c63710512 fc857744655e86187c3f6a876da5498f';
CREATE TRIGGER orders_queueentry_guard_update BEFORE UPDATE ON public.orders_queueentry FOR EACH ROW WHEN (((new.order_id IS DISTINCT FROM old.order_id) OR (new.placed_at IS DISTINCT FROM old.placed_at))) EXECUTE FUNCTION public.troth_refuse('queue: an order keeps the place in which it was received');
COMMENT ON TRIGGER orders_queueentry_guard_update ON public.orders_queueentry IS 'guard 8f2de014c5db948ef0aba2158de6585b 39d4c1698ccc9a3b3d029e90795bc6f8';
CREATE TRIGGER orders_queueentry_refuse_other_place BEFORE INSERT ON public.orders_queueentry FOR EACH ROW EXECUTE FUNCTION public.orders_queueentry_refuse_other_place();
COMMENT ON TRIGGER orders_queueentry_refuse_other_place ON public.orders_queueentry IS 'guard 3d7eff31bf052b97d51bc972b209ad36 544d9d8721145e3c49c8d3a1d5678859';
CREATE TRIGGER orders_recipient_guard_delete BEFORE DELETE ON public.orders_recipient FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('no_changes: a submitted order cannot be changed');
COMMENT ON TRIGGER orders_recipient_guard_delete ON public.orders_recipient IS 'guard a9cb24e3571a0b290fde1dcfbc41a21a e9ef90196d4107991a3deb41c6ee6541';
CREATE TRIGGER orders_recipient_guard_truncate BEFORE TRUNCATE ON public.orders_recipient FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('no_changes: a submitted order cannot be changed');
COMMENT ON TRIGGER orders_recipient_guard_truncate ON public.orders_recipient IS 'guard cd893ff55e628f983c6a579fcaa07e61 617a6cabedcc86533b653d5fd6b8d9b9';
CREATE TRIGGER orders_recipient_guard_update BEFORE UPDATE ON public.orders_recipient FOR EACH ROW WHEN (((new.order_id IS DISTINCT FROM old.order_id) OR ((((new.email)::text IS DISTINCT FROM (old.email)::text) OR ((new.name)::text IS DISTINCT FROM (old.name)::text) OR ((new.phone)::text IS DISTINCT FROM (old.phone)::text) OR ((new.street)::text IS DISTINCT FROM (old.street)::text) OR ((new.street2)::text IS DISTINCT FROM (old.street2)::text) OR ((new.city)::text IS DISTINCT FROM (old.city)::text) OR ((new.hold_at)::text IS DISTINCT FROM (old.hold_at)::text) OR ((new.hold_name)::text IS DISTINCT FROM (old.hold_name)::text) OR ((new.hold_hours)::text IS DISTINCT FROM (old.hold_hours)::text)) AND (((new.email)::text <> ''::text) OR ((new.name)::text <> ''::text) OR ((new.phone)::text <> ''::text) OR ((new.street)::text <> ''::text) OR ((new.street2)::text <> ''::text) OR ((new.city)::text <> ''::text) OR ((new.hold_at)::text <> ''::text) OR ((new.hold_name)::text <> ''::text) OR ((new.hold_hours)::text <> ''::text))) OR (((new.email)::text <> ''::text) OR ((new.name)::text <> ''::text) OR ((new.phone)::text <> ''::text) OR ((new.street)::text <> ''::text) OR ((new.street2)::text <> ''::text) OR ((new.city)::text <> ''::text) OR ((new.hold_at)::text <> ''::text) OR ((new.hold_name)::text <> ''::text) OR ((new.hold_hours)::text <> ''::text)))) EXECUTE FUNCTION public.troth_refuse('no_changes: a submitted order cannot be changed');
COMMENT ON TRIGGER orders_recipient_guard_update ON public.orders_recipient IS 'guard 3175c47bc9a0670a495f38efb56edf60 89c5c5dc0926ca3b54d5c208ed38cdcc';
CREATE TRIGGER orders_recipient_refuse_erasing BEFORE UPDATE ON public.orders_recipient FOR EACH ROW EXECUTE FUNCTION public.orders_recipient_refuse_erasing();
COMMENT ON TRIGGER orders_recipient_refuse_erasing ON public.orders_recipient IS 'guard 195defe6398f4784917ea186a9379d10 1c7e7c1a8af92fc52c3f06d356360bf6';
CREATE TRIGGER payments_approval_guard_delete BEFORE DELETE ON public.payments_approval FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('an approval is kept as it was asked for, and decided once');
COMMENT ON TRIGGER payments_approval_guard_delete ON public.payments_approval IS 'guard b2e5459ad304050e823eae84b672e5d6 24ad45c891539d634bf881385a681d2c';
CREATE TRIGGER payments_approval_guard_truncate BEFORE TRUNCATE ON public.payments_approval FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('an approval is kept as it was asked for, and decided once');
COMMENT ON TRIGGER payments_approval_guard_truncate ON public.payments_approval IS 'guard e07663bb82f7800d5ebdb2720fa17da5 2c5d4b53663733fa7f76e5af5386761c';
CREATE TRIGGER payments_approval_guard_update BEFORE UPDATE ON public.payments_approval FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.payment_id IS DISTINCT FROM old.payment_id) OR ((new.key)::text IS DISTINCT FROM (old.key)::text) OR (new.parts IS DISTINCT FROM old.parts) OR (new.amount_cents IS DISTINCT FROM old.amount_cents) OR ((new.reason)::text IS DISTINCT FROM (old.reason)::text) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR (new.asked_at IS DISTINCT FROM old.asked_at) OR ((COALESCE((old.decided_by)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.decided_by)::text IS DISTINCT FROM (old.decided_by)::text)) OR ((COALESCE((old.decided_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.decided_at IS DISTINCT FROM old.decided_at)))) EXECUTE FUNCTION public.troth_refuse('an approval is kept as it was asked for, and decided once');
COMMENT ON TRIGGER payments_approval_guard_update ON public.payments_approval IS 'guard 3db6d3f9c0efbe47677db5539236b0fc d41d93db1aed09ab0b49b54d55398681';
CREATE TRIGGER payments_approval_refuse_again BEFORE UPDATE ON public.payments_approval FOR EACH ROW EXECUTE FUNCTION public.payments_approval_refuse_again();
COMMENT ON TRIGGER payments_approval_refuse_again ON public.payments_approval IS 'guard 505f6bea86f72ea598f599c26c2fe788 cdfaa494b786b8afc5c62d40735b3eaa';
CREATE TRIGGER payments_approval_refuse_decided BEFORE INSERT ON public.payments_approval FOR EACH ROW EXECUTE FUNCTION public.payments_approval_refuse_decided();
COMMENT ON TRIGGER payments_approval_refuse_decided ON public.payments_approval IS 'guard c9b52930cd15bc8bed163c429231d8d6 e1d1eff83f1690eb09530fb40b3c5113';
CREATE TRIGGER payments_approval_refuse_one_person BEFORE INSERT OR UPDATE ON public.payments_approval FOR EACH ROW EXECUTE FUNCTION public.payments_approval_refuse_one_person();
COMMENT ON TRIGGER payments_approval_refuse_one_person ON public.payments_approval IS 'guard 9e8a2c3683d346d52df501be0997f848 88eea99cfda54da4aed98377182b9600';
CREATE TRIGGER payments_dispute_guard_delete BEFORE DELETE ON public.payments_dispute FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what a bank disputes is kept as it was told');
COMMENT ON TRIGGER payments_dispute_guard_delete ON public.payments_dispute IS 'guard 58977bf6778d9e1bb5ac96c18cd0695f 2b2714bab99e0bb76d9cb8f576bfed2b';
CREATE TRIGGER payments_dispute_guard_truncate BEFORE TRUNCATE ON public.payments_dispute FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what a bank disputes is kept as it was told');
COMMENT ON TRIGGER payments_dispute_guard_truncate ON public.payments_dispute IS 'guard 72823db61d9420928ac8cba9f9787b7a 00eb6967e00d68b5d06f0ceef2d61a40';
CREATE TRIGGER payments_dispute_guard_update BEFORE UPDATE ON public.payments_dispute FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.payment_id IS DISTINCT FROM old.payment_id) OR ((new.provider_id)::text IS DISTINCT FROM (old.provider_id)::text) OR (new.amount_cents IS DISTINCT FROM old.amount_cents) OR ((new.reason)::text IS DISTINCT FROM (old.reason)::text) OR (new.opened_at IS DISTINCT FROM old.opened_at) OR ((COALESCE((old.closed_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.closed_at IS DISTINCT FROM old.closed_at)))) EXECUTE FUNCTION public.troth_refuse('what a bank disputes is kept as it was told');
COMMENT ON TRIGGER payments_dispute_guard_update ON public.payments_dispute IS 'guard 6c53d5dbc4d59aaabc9769b8962ff4a7 e38b6a7010df40d68e675a622ce8ccc3';
CREATE TRIGGER payments_payment_guard_delete BEFORE DELETE ON public.payments_payment FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a payment is for one amount, and is never deleted');
COMMENT ON TRIGGER payments_payment_guard_delete ON public.payments_payment IS 'guard 5e18fd74f85bfc0282e3825461ca9666 044cab77932a39790c93c31fc608499f';
CREATE TRIGGER payments_payment_guard_truncate BEFORE TRUNCATE ON public.payments_payment FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a payment is for one amount, and is never deleted');
COMMENT ON TRIGGER payments_payment_guard_truncate ON public.payments_payment IS 'guard cd48fc3896645c9816c325f7ab76f0e9 758c5528cdeebd0f82af220cde63022a';
CREATE TRIGGER payments_payment_guard_update BEFORE UPDATE ON public.payments_payment FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.key)::text IS DISTINCT FROM (old.key)::text) OR (new.request_id IS DISTINCT FROM old.request_id) OR (new.amount_cents IS DISTINCT FROM old.amount_cents) OR (new.made_at IS DISTINCT FROM old.made_at) OR (new.closes_at IS DISTINCT FROM old.closes_at) OR ((COALESCE((old.was_for_id)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.was_for_id IS DISTINCT FROM old.was_for_id)))) EXECUTE FUNCTION public.troth_refuse('a payment is for one amount, and is never deleted');
COMMENT ON TRIGGER payments_payment_guard_update ON public.payments_payment IS 'guard 90f3091f952f121bdba3280d2ad74724 020abb7741228fcd685c33b947df14e0';
CREATE TRIGGER payments_payment_refuse_moved BEFORE UPDATE ON public.payments_payment FOR EACH ROW EXECUTE FUNCTION public.payments_payment_refuse_moved();
COMMENT ON TRIGGER payments_payment_refuse_moved ON public.payments_payment IS 'guard 6c7c09f1cb577b21a3eb24bd320e4afa 9a11829d66d4fec943a4b0db9b041dc6';
CREATE TRIGGER payments_paymentoperation_guard_delete BEFORE DELETE ON public.payments_paymentoperation FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a payment operation is never changed or deleted; another one answers it');
COMMENT ON TRIGGER payments_paymentoperation_guard_delete ON public.payments_paymentoperation IS 'guard 206abb5aa9ba7394ad5543b0d618eb28 26485e0d1255683ee333438484f3f53d';
CREATE TRIGGER payments_paymentoperation_guard_truncate BEFORE TRUNCATE ON public.payments_paymentoperation FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a payment operation is never changed or deleted; another one answers it');
COMMENT ON TRIGGER payments_paymentoperation_guard_truncate ON public.payments_paymentoperation IS 'guard b2c38758cfcaecc9c515898dd027d84c d1fdd9a723971df1595b236f884a3a02';
CREATE TRIGGER payments_paymentoperation_guard_update BEFORE UPDATE ON public.payments_paymentoperation FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.payment_id IS DISTINCT FROM old.payment_id) OR ((new.kind)::text IS DISTINCT FROM (old.kind)::text) OR (new.amount_cents IS DISTINCT FROM old.amount_cents) OR ((new.key)::text IS DISTINCT FROM (old.key)::text) OR ((new.reason)::text IS DISTINCT FROM (old.reason)::text) OR (new.parts IS DISTINCT FROM old.parts) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR (new.asked_at IS DISTINCT FROM old.asked_at) OR (new.due_on IS DISTINCT FROM old.due_on))) EXECUTE FUNCTION public.troth_refuse('a payment operation is never changed or deleted; another one answers it');
COMMENT ON TRIGGER payments_paymentoperation_guard_update ON public.payments_paymentoperation IS 'guard 55ee1d559d1205670a3d279e0f2ccc00 7866d04ec85dde0acb00cec8ea379c34';
CREATE TRIGGER payments_paymentrequest_guard_delete BEFORE DELETE ON public.payments_paymentrequest FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what a shopper was asked to pay, and until when, is never changed or deleted');
COMMENT ON TRIGGER payments_paymentrequest_guard_delete ON public.payments_paymentrequest IS 'guard c25c49a05086c5945adee2a41248f28e 98cc4117a692e6b0db1424fe34b77443';
CREATE TRIGGER payments_paymentrequest_guard_truncate BEFORE TRUNCATE ON public.payments_paymentrequest FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what a shopper was asked to pay, and until when, is never changed or deleted');
COMMENT ON TRIGGER payments_paymentrequest_guard_truncate ON public.payments_paymentrequest IS 'guard 79389282a14083d20c3904ba8c3a6b04 fbdaae2ac72efa3cc2829162889b3b41';
CREATE TRIGGER payments_paymentrequest_guard_update BEFORE UPDATE ON public.payments_paymentrequest FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.order_id IS DISTINCT FROM old.order_id) OR ((new.reason)::text IS DISTINCT FROM (old.reason)::text) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR (new.asked_at IS DISTINCT FROM old.asked_at) OR (new.pay_by IS DISTINCT FROM old.pay_by) OR ((COALESCE((old.ended_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.ended_at IS DISTINCT FROM old.ended_at)))) EXECUTE FUNCTION public.troth_refuse('what a shopper was asked to pay, and until when, is never changed or deleted');
COMMENT ON TRIGGER payments_paymentrequest_guard_update ON public.payments_paymentrequest IS 'guard fb789c460a9aae9063172c0275ce8547 e3e3e7d781db1f7e8be6870936c76e25';
CREATE TRIGGER payments_reconciliation_guard_delete BEFORE DELETE ON public.payments_reconciliation FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a tie-out is never edited');
COMMENT ON TRIGGER payments_reconciliation_guard_delete ON public.payments_reconciliation IS 'guard 0ca62a98edf4238c3f763068f821a766 62cfde8e0716fa9f74698dc19617cdcf';
CREATE TRIGGER payments_reconciliation_guard_truncate BEFORE TRUNCATE ON public.payments_reconciliation FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a tie-out is never edited');
COMMENT ON TRIGGER payments_reconciliation_guard_truncate ON public.payments_reconciliation IS 'guard ce12dd360ab01e8dec3a3061c4b8fcbb 928bdd748778684f2f44b86358613996';
CREATE TRIGGER payments_reconciliation_guard_update BEFORE UPDATE ON public.payments_reconciliation FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a tie-out is never edited');
COMMENT ON TRIGGER payments_reconciliation_guard_update ON public.payments_reconciliation IS 'guard 3e9fc9f8bd215d3c6d14603a181ba5a6 9234a3e600a19bc7ee423f39b6178637';
CREATE TRIGGER payments_webhookevent_guard_delete BEFORE DELETE ON public.payments_webhookevent FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what the provider told is kept as it was told');
COMMENT ON TRIGGER payments_webhookevent_guard_delete ON public.payments_webhookevent IS 'guard 16407217d50a77daa49376a3e3abb352 7656bc4a5e4f2521953e607b156bbc03';
CREATE TRIGGER payments_webhookevent_guard_truncate BEFORE TRUNCATE ON public.payments_webhookevent FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what the provider told is kept as it was told');
COMMENT ON TRIGGER payments_webhookevent_guard_truncate ON public.payments_webhookevent IS 'guard c98103d171fee28ca75f433b90296c1e 48ec95864caecc8a8184a4725020af2e';
CREATE TRIGGER payments_webhookevent_guard_update BEFORE UPDATE ON public.payments_webhookevent FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.provider_id)::text IS DISTINCT FROM (old.provider_id)::text) OR ((new.kind)::text IS DISTINCT FROM (old.kind)::text) OR ((new.about)::text IS DISTINCT FROM (old.about)::text) OR (new.received_at IS DISTINCT FROM old.received_at))) EXECUTE FUNCTION public.troth_refuse('what the provider told is kept as it was told');
COMMENT ON TRIGGER payments_webhookevent_guard_update ON public.payments_webhookevent IS 'guard d4c02d65df81ac8892f9f2483d6c0f67 1c64e519b944b97d66207d100003190f';
CREATE TRIGGER payments_webhookevent_refuse_rewritten BEFORE UPDATE ON public.payments_webhookevent FOR EACH ROW EXECUTE FUNCTION public.payments_webhookevent_refuse_rewritten();
COMMENT ON TRIGGER payments_webhookevent_refuse_rewritten ON public.payments_webhookevent IS 'guard 4529f51d9e1e116875132608bc6892e5 21a944083952c3926d3a06d2898ee54f';
CREATE TRIGGER publishing_draft_guard_truncate BEFORE TRUNCATE ON public.publishing_draft FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a draft is saved anew, never edited');
COMMENT ON TRIGGER publishing_draft_guard_truncate ON public.publishing_draft IS 'guard e83ed8b20791b8a7173140e6c4e741d3 53fc2a1896ba26e8f175e1f9922d1a6a';
CREATE TRIGGER publishing_draft_guard_update BEFORE UPDATE ON public.publishing_draft FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.number IS DISTINCT FROM old.number) OR (new.text IS DISTINCT FROM old.text) OR ((new.digest)::text IS DISTINCT FROM (old.digest)::text) OR ((new.based_on)::text IS DISTINCT FROM (old.based_on)::text) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR (new.at IS DISTINCT FROM old.at))) EXECUTE FUNCTION public.troth_refuse('a draft is saved anew, never edited');
COMMENT ON TRIGGER publishing_draft_guard_update ON public.publishing_draft IS 'guard 98deaaf1e8b40b72146499b62582c6ce 50313b8d34e4aacc996ef81a55cdd0b6';
CREATE TRIGGER publishing_draft_refuse_deleting BEFORE DELETE ON public.publishing_draft FOR EACH ROW EXECUTE FUNCTION public.publishing_draft_refuse_deleting();
COMMENT ON TRIGGER publishing_draft_refuse_deleting ON public.publishing_draft IS 'guard 32802488af97fb9271fb5c1467534b1c ebcdc7aa323ed0d8862295e0863b393f';
CREATE TRIGGER publishing_policyevent_guard_delete BEFORE DELETE ON public.publishing_policyevent FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what was done with the terms stays on the record');
COMMENT ON TRIGGER publishing_policyevent_guard_delete ON public.publishing_policyevent IS 'guard 6e72a981ffe7d6051fa69ffbb8a01312 605000d0ec038ec1646ac3c59447286f';
CREATE TRIGGER publishing_policyevent_guard_truncate BEFORE TRUNCATE ON public.publishing_policyevent FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what was done with the terms stays on the record');
COMMENT ON TRIGGER publishing_policyevent_guard_truncate ON public.publishing_policyevent IS 'guard e44b0199364b0b2911bf041f15ec4f3c a39583158875c86127864dc1331a3f07';
CREATE TRIGGER publishing_policyevent_guard_update BEFORE UPDATE ON public.publishing_policyevent FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what was done with the terms stays on the record');
COMMENT ON TRIGGER publishing_policyevent_guard_update ON public.publishing_policyevent IS 'guard 2ba4f15f030dad8f2b0ad6b181904624 e7b4eba4c651f3c4935524965f1f7914';
CREATE TRIGGER publishing_proposal_guard_delete BEFORE DELETE ON public.publishing_proposal FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what was done with the terms stays on the record');
COMMENT ON TRIGGER publishing_proposal_guard_delete ON public.publishing_proposal IS 'guard a8eaefe1cb1d4914aeac92e6cc0326fb 74151575a22a8d2328ce5ff271c1704d';
CREATE TRIGGER publishing_proposal_guard_truncate BEFORE TRUNCATE ON public.publishing_proposal FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what was done with the terms stays on the record');
COMMENT ON TRIGGER publishing_proposal_guard_truncate ON public.publishing_proposal IS 'guard a1ea25f852b03fb88bdebd695c2120e1 b15ae8705328c387a65437b53881c2de';
CREATE TRIGGER publishing_proposal_guard_update BEFORE UPDATE ON public.publishing_proposal FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.text IS DISTINCT FROM old.text) OR ((new.digest)::text IS DISTINCT FROM (old.digest)::text) OR (new.draft_id IS DISTINCT FROM old.draft_id) OR (new.first_day IS DISTINCT FROM old.first_day) OR ((new.reason)::text IS DISTINCT FROM (old.reason)::text) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR (new.at IS DISTINCT FROM old.at) OR ((COALESCE((old.decided_by)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.decided_by)::text IS DISTINCT FROM (old.decided_by)::text)) OR ((COALESCE((old.decided_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.decided_at IS DISTINCT FROM old.decided_at)) OR ((COALESCE((old.publication_id)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.publication_id IS DISTINCT FROM old.publication_id)))) EXECUTE FUNCTION public.troth_refuse('what was done with the terms stays on the record');
COMMENT ON TRIGGER publishing_proposal_guard_update ON public.publishing_proposal IS 'guard ba6b0e66b0642ddc35445776e321b021 2ac6c6b10f47ec5fc268489a6dba8ad8';
CREATE TRIGGER publishing_proposal_refuse_one_person BEFORE INSERT OR UPDATE ON public.publishing_proposal FOR EACH ROW EXECUTE FUNCTION public.publishing_proposal_refuse_one_person();
COMMENT ON TRIGGER publishing_proposal_refuse_one_person ON public.publishing_proposal IS 'guard 1cbd5f23d777f65bb1c54ba8847833a9 07a604272a3519fd2fa79927ad2db27a';
CREATE TRIGGER scanning_heldupload_guard_delete BEFORE DELETE ON public.scanning_heldupload FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('that an upload was held, or was infected, stays on record');
COMMENT ON TRIGGER scanning_heldupload_guard_delete ON public.scanning_heldupload IS 'guard cd0f6b03d44556565893ca36aae2bf64 a385c666216a9187deb20c93276beb20';
CREATE TRIGGER scanning_heldupload_guard_truncate BEFORE TRUNCATE ON public.scanning_heldupload FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('that an upload was held, or was infected, stays on record');
COMMENT ON TRIGGER scanning_heldupload_guard_truncate ON public.scanning_heldupload IS 'guard 487a923b0c4ec47bd62425d1b9121537 e8d6f71a4dbfa2237337df97dfddfd82';
CREATE TRIGGER scanning_heldupload_guard_update BEFORE UPDATE ON public.scanning_heldupload FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.key)::text IS DISTINCT FROM (old.key)::text) OR ((new.purpose)::text IS DISTINCT FROM (old.purpose)::text) OR ((new.subject)::text IS DISTINCT FROM (old.subject)::text) OR ((new.order_number)::text IS DISTINCT FROM (old.order_number)::text) OR (new.facts IS DISTINCT FROM old.facts) OR ((new.digest)::text IS DISTINCT FROM (old.digest)::text) OR ((new.by)::text IS DISTINCT FROM (old.by)::text) OR (new.at IS DISTINCT FROM old.at))) EXECUTE FUNCTION public.troth_refuse('that an upload was held, or was infected, stays on record');
COMMENT ON TRIGGER scanning_heldupload_guard_update ON public.scanning_heldupload IS 'guard 106878b9c163c2ce6009ffb5bedba2d2 ad663954daddb41b64f6ea67dda36492';
CREATE TRIGGER scorecard_publicscorecard_guard_delete BEFORE DELETE ON public.scorecard_publicscorecard FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what was shown in public, and who decided it, stays on record');
COMMENT ON TRIGGER scorecard_publicscorecard_guard_delete ON public.scorecard_publicscorecard IS 'guard 8b16c3e15ff07ec6f13516f53fed2ad9 0b5c62401f612554c74b37727621bdfd';
CREATE TRIGGER scorecard_publicscorecard_guard_truncate BEFORE TRUNCATE ON public.scorecard_publicscorecard FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('what was shown in public, and who decided it, stays on record');
COMMENT ON TRIGGER scorecard_publicscorecard_guard_truncate ON public.scorecard_publicscorecard IS 'guard e9911aecaefe0f8cf781c8c4304abd54 bac1edeced24457196224994319ef887';
CREATE TRIGGER scorecard_publicscorecard_guard_update BEFORE UPDATE ON public.scorecard_publicscorecard FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('what was shown in public, and who decided it, stays on record');
COMMENT ON TRIGGER scorecard_publicscorecard_guard_update ON public.scorecard_publicscorecard IS 'guard b1c5af31878d75051154f1c6702be3ab 155f835ff1cf71a316adfa1b79451230';
CREATE TRIGGER worklist_task_guard_delete BEFORE DELETE ON public.worklist_task FOR EACH ROW EXECUTE FUNCTION public.troth_refuse('a task is kept as it was opened');
COMMENT ON TRIGGER worklist_task_guard_delete ON public.worklist_task IS 'guard aeef48c3ad30cdd0fe06e95afa926aaa 2d66e9bc1d5227f30ba4174e97bbf9c6';
CREATE TRIGGER worklist_task_guard_truncate BEFORE TRUNCATE ON public.worklist_task FOR EACH STATEMENT EXECUTE FUNCTION public.troth_refuse('a task is kept as it was opened');
COMMENT ON TRIGGER worklist_task_guard_truncate ON public.worklist_task IS 'guard c9769b728e6c27717a517e61f902a514 cee0a34f6feec14073fcbb8bcc846bbe';
CREATE TRIGGER worklist_task_guard_update BEFORE UPDATE ON public.worklist_task FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR ((new.key)::text IS DISTINCT FROM (old.key)::text) OR ((new.kind)::text IS DISTINCT FROM (old.kind)::text) OR ((new.role)::text IS DISTINCT FROM (old.role)::text) OR ((new.title)::text IS DISTINCT FROM (old.title)::text) OR (new.detail IS DISTINCT FROM old.detail) OR ((new.link)::text IS DISTINCT FROM (old.link)::text) OR (new.order_id IS DISTINCT FROM old.order_id) OR (new.opened_at IS DISTINCT FROM old.opened_at) OR ((COALESCE((old.closed_at)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND (new.closed_at IS DISTINCT FROM old.closed_at)) OR ((COALESCE((old.closed_by)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.closed_by)::text IS DISTINCT FROM (old.closed_by)::text)) OR ((COALESCE((old.outcome)::text, ''::text) <> ALL (ARRAY[''::text, '0'::text, 'false'::text])) AND ((new.outcome)::text IS DISTINCT FROM (old.outcome)::text)))) EXECUTE FUNCTION public.troth_refuse('a task is kept as it was opened');
COMMENT ON TRIGGER worklist_task_guard_update ON public.worklist_task IS 'guard 901f680364ccd79d763ba36b3814dd86 d9d5ca4d11197a7a22ce971531a6c335';
CREATE TRIGGER worklist_task_refuse_later BEFORE UPDATE ON public.worklist_task FOR EACH ROW EXECUTE FUNCTION public.worklist_task_refuse_later();
COMMENT ON TRIGGER worklist_task_refuse_later ON public.worklist_task IS 'guard 5d19ee7f56ea369e85a86ab138b730ec b89e0c57160cd90a5c7f10343f5f8dbe';
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_group_id_97559544_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_user_id_6a12ed8b_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permi_permission_id_1fbb5f2c_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_user_id_a95ead1b_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.care_attachment
    ADD CONSTRAINT care_attachment_request_id_d80dffc9_fk_care_carecase_id FOREIGN KEY (request_id) REFERENCES public.care_carecase(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.care_authenticatorevent
    ADD CONSTRAINT care_authenticatorev_authenticator_id_8d9dcd85_fk_care_auth FOREIGN KEY (authenticator_id) REFERENCES public.care_authenticator(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.care_carecase
    ADD CONSTRAINT care_carecase_hold_id_dd170ef6_fk_orders_event_id FOREIGN KEY (hold_id) REFERENCES public.orders_event(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.care_carecase
    ADD CONSTRAINT care_carecase_order_id_3aa80cb1_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.care_mail
    ADD CONSTRAINT care_mail_order_id_2cdc84e3_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.care_mail
    ADD CONSTRAINT care_mail_request_id_14f85898_fk_care_carecase_id FOREIGN KEY (request_id) REFERENCES public.care_carecase(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.care_mailreply
    ADD CONSTRAINT care_mailreply_mail_id_0059239c_fk_care_mail_id FOREIGN KEY (mail_id) REFERENCES public.care_mail(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.care_note
    ADD CONSTRAINT care_note_event_id_1e718e37_fk_orders_event_id FOREIGN KEY (event_id) REFERENCES public.orders_event(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.care_note
    ADD CONSTRAINT care_note_request_id_3dc649ef_fk_care_carecase_id FOREIGN KEY (request_id) REFERENCES public.care_carecase(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.care_opinion
    ADD CONSTRAINT care_opinion_request_id_a5399700_fk_care_carecase_id FOREIGN KEY (request_id) REFERENCES public.care_carecase(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.care_watch
    ADD CONSTRAINT care_watch_order_id_54b3ba85_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_evaluation
    ADD CONSTRAINT catalog_evaluation_by_id_9acd5e6a_fk_auth_user_id FOREIGN KEY (by_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_evaluation
    ADD CONSTRAINT catalog_evaluation_item_id_cf3df84d_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_evidencephoto
    ADD CONSTRAINT catalog_evidencephoto_by_id_81de715e_fk_auth_user_id FOREIGN KEY (by_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_evidencephoto
    ADD CONSTRAINT catalog_evidencephoto_item_id_19c66e3e_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_itemevent
    ADD CONSTRAINT catalog_itemevent_item_id_a417518b_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_photo
    ADD CONSTRAINT catalog_photo_item_id_f9b8464b_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_reservation
    ADD CONSTRAINT catalog_reservation_item_id_c1d12aab_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_reservationstart
    ADD CONSTRAINT catalog_reservationstart_item_id_7baec253_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_withdrawal
    ADD CONSTRAINT catalog_withdrawal_by_id_2b0d323f_fk_auth_user_id FOREIGN KEY (by_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalog_withdrawal
    ADD CONSTRAINT catalog_withdrawal_evaluation_id_90837ea6_fk_catalog_e FOREIGN KEY (evaluation_id) REFERENCES public.catalog_evaluation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.checkout_checkout
    ADD CONSTRAINT checkout_checkout_payment_id_a19f4575_fk_payments_payment_id FOREIGN KEY (payment_id) REFERENCES public.payments_payment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.checkout_checkout
    ADD CONSTRAINT checkout_checkout_policy_id_91d3bd90_fk_orders_pu FOREIGN KEY (policy_id) REFERENCES public.orders_publishedpolicy(digest) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.desk_issuedpassword
    ADD CONSTRAINT desk_issuedpassword_user_id_85fe8a7b_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_closure
    ADD CONSTRAINT fulfillment_closure_replaces_id_92a3a4cc_fk_fulfillme FOREIGN KEY (replaces_id) REFERENCES public.fulfillment_closure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_closurejob
    ADD CONSTRAINT fulfillment_closurej_closure_id_bbc76097_fk_fulfillme FOREIGN KEY (closure_id) REFERENCES public.fulfillment_closure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_counterreceipt
    ADD CONSTRAINT fulfillment_counterr_label_id_48440011_fk_fulfillme FOREIGN KEY (label_id) REFERENCES public.fulfillment_label(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_crossingphoto
    ADD CONSTRAINT fulfillment_crossing_check_of_id_ed1ece20_fk_fulfillme FOREIGN KEY (check_of_id) REFERENCES public.fulfillment_crossingcheck(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_crossingcheck
    ADD CONSTRAINT fulfillment_crossing_crossing_id_bc3c3fcf_fk_fulfillme FOREIGN KEY (crossing_id) REFERENCES public.fulfillment_crossing(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_crossing
    ADD CONSTRAINT fulfillment_crossing_line_id_ef72fcb3_fk_orders_line_id FOREIGN KEY (line_id) REFERENCES public.orders_line(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_crossing
    ADD CONSTRAINT fulfillment_crossing_transfer_id_a0fb59df_fk_fulfillme FOREIGN KEY (transfer_id) REFERENCES public.fulfillment_transfer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_crossingcheck
    ADD CONSTRAINT fulfillment_crossingcheck_line_id_c8713482_fk_orders_line_id FOREIGN KEY (line_id) REFERENCES public.orders_line(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_delay
    ADD CONSTRAINT fulfillment_delay_order_id_257e6407_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_delay
    ADD CONSTRAINT fulfillment_delay_standing_id_05665b51_fk_fulfillme FOREIGN KEY (standing_id) REFERENCES public.fulfillment_promisestatus(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_label
    ADD CONSTRAINT fulfillment_label_parcel_id_42f276c7_fk_fulfillment_parcel_id FOREIGN KEY (parcel_id) REFERENCES public.fulfillment_parcel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_packingphoto
    ADD CONSTRAINT fulfillment_packingp_parcel_id_489d03d2_fk_fulfillme FOREIGN KEY (parcel_id) REFERENCES public.fulfillment_parcel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_parcel
    ADD CONSTRAINT fulfillment_parcel_order_id_a02611b5_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_parcelback
    ADD CONSTRAINT fulfillment_parcelba_returned_id_4ecaa69a_fk_fulfillme FOREIGN KEY (returned_id) REFERENCES public.fulfillment_return(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_parcelline
    ADD CONSTRAINT fulfillment_parcelli_parcel_id_705fa423_fk_fulfillme FOREIGN KEY (parcel_id) REFERENCES public.fulfillment_parcel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_parcelline
    ADD CONSTRAINT fulfillment_parcelline_line_id_55892c81_fk_orders_line_id FOREIGN KEY (line_id) REFERENCES public.orders_line(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_promisestatus
    ADD CONSTRAINT fulfillment_promisestatus_order_id_026f2c17_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_return
    ADD CONSTRAINT fulfillment_return_order_id_0041b0f0_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_return
    ADD CONSTRAINT fulfillment_return_parcel_id_340d1635_fk_fulfillment_parcel_id FOREIGN KEY (parcel_id) REFERENCES public.fulfillment_parcel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_returnedpiece
    ADD CONSTRAINT fulfillment_returned_returned_id_77036c5c_fk_fulfillme FOREIGN KEY (returned_id) REFERENCES public.fulfillment_return(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_returnedpiece
    ADD CONSTRAINT fulfillment_returnedpiece_line_id_4252a27c_fk_orders_line_id FOREIGN KEY (line_id) REFERENCES public.orders_line(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_returnlabel
    ADD CONSTRAINT fulfillment_returnla_returned_id_509a0e01_fk_fulfillme FOREIGN KEY (returned_id) REFERENCES public.fulfillment_return(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_returnphoto
    ADD CONSTRAINT fulfillment_returnph_parcel_back_id_4b8d7bb1_fk_fulfillme FOREIGN KEY (parcel_back_id) REFERENCES public.fulfillment_parcelback(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_returnphoto
    ADD CONSTRAINT fulfillment_returnph_returned_id_f897413a_fk_fulfillme FOREIGN KEY (returned_id) REFERENCES public.fulfillment_return(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fulfillment_shelflocation
    ADD CONSTRAINT fulfillment_shelflocation_item_id_608e6625_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.notifications_notification
    ADD CONSTRAINT notifications_notifi_item_event_id_c2692dba_fk_catalog_i FOREIGN KEY (item_event_id) REFERENCES public.catalog_itemevent(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.notifications_notification
    ADD CONSTRAINT notifications_notifi_search_id_97df1315_fk_notificat FOREIGN KEY (search_id) REFERENCES public.notifications_savedsearch(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.notifications_notification
    ADD CONSTRAINT notifications_notification_event_id_28551f97_fk_orders_event_id FOREIGN KEY (event_id) REFERENCES public.orders_event(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.notifications_resend
    ADD CONSTRAINT notifications_resend_notice_id_df8fe940_fk_notificat FOREIGN KEY (notice_id) REFERENCES public.notifications_notification(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.notifications_sentcopy
    ADD CONSTRAINT notifications_sentco_notice_id_8ec3ae06_fk_notificat FOREIGN KEY (notice_id) REFERENCES public.notifications_notification(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.notifications_sentcopy
    ADD CONSTRAINT notifications_sentco_repeat_id_82854ed3_fk_notificat FOREIGN KEY (repeat_id) REFERENCES public.notifications_resend(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_event
    ADD CONSTRAINT orders_event_line_id_e4653327_fk_orders_line_id FOREIGN KEY (line_id) REFERENCES public.orders_line(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_event
    ADD CONSTRAINT orders_event_order_id_4082cd35_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_line
    ADD CONSTRAINT orders_line_item_id_8263b39f_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_line
    ADD CONSTRAINT orders_line_order_id_c47dcbd1_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_policy_id_fe283c67_fk_orders_pu FOREIGN KEY (policy_id) REFERENCES public.orders_publishedpolicy(digest) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_publication
    ADD CONSTRAINT orders_publication_policy_id_12c50799_fk_orders_pu FOREIGN KEY (policy_id) REFERENCES public.orders_publishedpolicy(digest) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_queueentry
    ADD CONSTRAINT orders_queueentry_order_id_678d0837_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.orders_recipient
    ADD CONSTRAINT orders_recipient_order_id_3c370d56_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.payments_approval
    ADD CONSTRAINT payments_approval_payment_id_bfdf4f12_fk_payments_payment_id FOREIGN KEY (payment_id) REFERENCES public.payments_payment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.payments_dispute
    ADD CONSTRAINT payments_dispute_payment_id_2344937c_fk_payments_payment_id FOREIGN KEY (payment_id) REFERENCES public.payments_payment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_order_id_22c479b7_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_request_id_dfba2578_fk_payments_ FOREIGN KEY (request_id) REFERENCES public.payments_paymentrequest(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_was_for_id_402ab832_fk_orders_order_id FOREIGN KEY (was_for_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.payments_paymentoperation
    ADD CONSTRAINT payments_paymentoper_payment_id_fc190918_fk_payments_ FOREIGN KEY (payment_id) REFERENCES public.payments_payment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.payments_paymentrequest
    ADD CONSTRAINT payments_paymentrequest_order_id_8a2c0888_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.publishing_proposal
    ADD CONSTRAINT publishing_proposal_draft_id_43d44e11_fk_publishing_draft_id FOREIGN KEY (draft_id) REFERENCES public.publishing_draft(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.publishing_proposal
    ADD CONSTRAINT publishing_proposal_publication_id_9a3e5730_fk_orders_pu FOREIGN KEY (publication_id) REFERENCES public.orders_publication(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scorecard_case
    ADD CONSTRAINT scorecard_case_order_id_f16605df_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scorecard_sheet
    ADD CONSTRAINT scorecard_sheet_order_id_7e91e04e_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_user_id_af5e0a6d_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.worklist_task
    ADD CONSTRAINT worklist_task_order_id_623a6c34_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;
