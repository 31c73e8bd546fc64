BEGIN TRANSACTION;
CREATE TABLE "access_log_accessrecord" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "at" datetime NOT NULL, "kind" varchar(40) NOT NULL, "who" varchar(150) NOT NULL, "order_number" varchar(40) NOT NULL, "about" varchar(200) NOT NULL, "network" varchar(50) NOT NULL, "detail" varchar(500) NOT NULL);
CREATE TABLE "account_emailaddress" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "verified" bool NOT NULL, "primary" bool NOT NULL, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "email" varchar(254) NOT NULL);
CREATE TABLE "account_emailconfirmation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "sent" datetime NULL, "key" varchar(64) NOT NULL UNIQUE, "email_address_id" integer NOT NULL REFERENCES "account_emailaddress" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "approvals_approvalrequest" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(40) NOT NULL, "key" varchar(120) NOT NULL UNIQUE, "title" varchar(200) NOT NULL, "reason" varchar(500) NOT NULL, "facts" text NOT NULL CHECK ((JSON_VALID("facts") OR "facts" IS NULL)), "details" text NOT NULL CHECK ((JSON_VALID("details") OR "details" IS NULL)), "link" varchar(200) NOT NULL, "asked_by" varchar(150) NOT NULL, "asked_at" datetime NOT NULL, "decided_by" varchar(150) NOT NULL, "decided_at" datetime NULL, "agreed" bool NULL, "note" varchar(500) NOT NULL, "outcome" varchar(500) NOT NULL, CONSTRAINT "approval_by_two_people" CHECK ((NOT ("agreed" AND "agreed" IS NOT NULL) OR NOT ("decided_by" = ("asked_by")))), CONSTRAINT "approval_decided_whole" CHECK ((("agreed" IS NULL AND "decided_at" IS NULL AND "decided_by" = '') OR ("agreed" IS NOT NULL AND "decided_at" IS NOT NULL AND NOT ("decided_by" = '')))), CONSTRAINT "approval_has_a_reason" CHECK ((NOT ("reason" = '') AND NOT ("asked_by" = ''))));
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
INSERT INTO "auth_group" VALUES(1,'care');
INSERT INTO "auth_group" VALUES(2,'warehouse');
INSERT INTO "auth_group" VALUES(3,'authenticator');
INSERT INTO "auth_group" VALUES(4,'finance');
INSERT INTO "auth_group" VALUES(5,'owner');
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "auth_group_permissions" VALUES(1,1,137);
INSERT INTO "auth_group_permissions" VALUES(2,3,64);
INSERT INTO "auth_group_permissions" VALUES(3,3,69);
INSERT INTO "auth_group_permissions" VALUES(4,4,137);
INSERT INTO "auth_group_permissions" VALUES(5,5,64);
INSERT INTO "auth_group_permissions" VALUES(6,5,137);
INSERT INTO "auth_group_permissions" VALUES(7,5,69);
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);
INSERT INTO "auth_permission" VALUES(1,1,'add_permission','Can add permission');
INSERT INTO "auth_permission" VALUES(2,1,'change_permission','Can change permission');
INSERT INTO "auth_permission" VALUES(3,1,'delete_permission','Can delete permission');
INSERT INTO "auth_permission" VALUES(4,1,'view_permission','Can view permission');
INSERT INTO "auth_permission" VALUES(5,2,'add_group','Can add group');
INSERT INTO "auth_permission" VALUES(6,2,'change_group','Can change group');
INSERT INTO "auth_permission" VALUES(7,2,'delete_group','Can delete group');
INSERT INTO "auth_permission" VALUES(8,2,'view_group','Can view group');
INSERT INTO "auth_permission" VALUES(9,3,'add_user','Can add user');
INSERT INTO "auth_permission" VALUES(10,3,'change_user','Can change user');
INSERT INTO "auth_permission" VALUES(11,3,'delete_user','Can delete user');
INSERT INTO "auth_permission" VALUES(12,3,'view_user','Can view user');
INSERT INTO "auth_permission" VALUES(13,4,'add_contenttype','Can add content type');
INSERT INTO "auth_permission" VALUES(14,4,'change_contenttype','Can change content type');
INSERT INTO "auth_permission" VALUES(15,4,'delete_contenttype','Can delete content type');
INSERT INTO "auth_permission" VALUES(16,4,'view_contenttype','Can view content type');
INSERT INTO "auth_permission" VALUES(17,5,'add_session','Can add session');
INSERT INTO "auth_permission" VALUES(18,5,'change_session','Can change session');
INSERT INTO "auth_permission" VALUES(19,5,'delete_session','Can delete session');
INSERT INTO "auth_permission" VALUES(20,5,'view_session','Can view session');
INSERT INTO "auth_permission" VALUES(21,6,'add_dbtaskresult','Can add Task Result');
INSERT INTO "auth_permission" VALUES(22,6,'change_dbtaskresult','Can change Task Result');
INSERT INTO "auth_permission" VALUES(23,6,'delete_dbtaskresult','Can delete Task Result');
INSERT INTO "auth_permission" VALUES(24,6,'view_dbtaskresult','Can view Task Result');
INSERT INTO "auth_permission" VALUES(25,7,'add_accessrecord','Can add access record');
INSERT INTO "auth_permission" VALUES(26,7,'change_accessrecord','Can change access record');
INSERT INTO "auth_permission" VALUES(27,7,'delete_accessrecord','Can delete access record');
INSERT INTO "auth_permission" VALUES(28,7,'view_accessrecord','Can view access record');
INSERT INTO "auth_permission" VALUES(29,8,'add_heldupload','Can add held upload');
INSERT INTO "auth_permission" VALUES(30,8,'change_heldupload','Can change held upload');
INSERT INTO "auth_permission" VALUES(31,8,'delete_heldupload','Can delete held upload');
INSERT INTO "auth_permission" VALUES(32,8,'view_heldupload','Can view held upload');
INSERT INTO "auth_permission" VALUES(33,9,'add_approvalrequest','Can add approval request');
INSERT INTO "auth_permission" VALUES(34,9,'change_approvalrequest','Can change approval request');
INSERT INTO "auth_permission" VALUES(35,9,'delete_approvalrequest','Can delete approval request');
INSERT INTO "auth_permission" VALUES(36,9,'view_approvalrequest','Can view approval request');
INSERT INTO "auth_permission" VALUES(37,10,'add_item','Can add item');
INSERT INTO "auth_permission" VALUES(38,10,'change_item','Can change item');
INSERT INTO "auth_permission" VALUES(39,10,'delete_item','Can delete item');
INSERT INTO "auth_permission" VALUES(40,10,'view_item','Can view item');
INSERT INTO "auth_permission" VALUES(41,11,'add_itemevent','Can add item event');
INSERT INTO "auth_permission" VALUES(42,11,'change_itemevent','Can change item event');
INSERT INTO "auth_permission" VALUES(43,11,'delete_itemevent','Can delete item event');
INSERT INTO "auth_permission" VALUES(44,11,'view_itemevent','Can view item event');
INSERT INTO "auth_permission" VALUES(45,12,'add_listingrule','Can add listing rule');
INSERT INTO "auth_permission" VALUES(46,12,'change_listingrule','Can change listing rule');
INSERT INTO "auth_permission" VALUES(47,12,'delete_listingrule','Can delete listing rule');
INSERT INTO "auth_permission" VALUES(48,12,'view_listingrule','Can view listing rule');
INSERT INTO "auth_permission" VALUES(49,13,'add_photo','Can add photo');
INSERT INTO "auth_permission" VALUES(50,13,'change_photo','Can change photo');
INSERT INTO "auth_permission" VALUES(51,13,'delete_photo','Can delete photo');
INSERT INTO "auth_permission" VALUES(52,13,'view_photo','Can view photo');
INSERT INTO "auth_permission" VALUES(53,14,'add_productionmark','Can add production mark');
INSERT INTO "auth_permission" VALUES(54,14,'change_productionmark','Can change production mark');
INSERT INTO "auth_permission" VALUES(55,14,'delete_productionmark','Can delete production mark');
INSERT INTO "auth_permission" VALUES(56,14,'view_productionmark','Can view production mark');
INSERT INTO "auth_permission" VALUES(57,15,'add_reservationstart','Can add reservation start');
INSERT INTO "auth_permission" VALUES(58,15,'change_reservationstart','Can change reservation start');
INSERT INTO "auth_permission" VALUES(59,15,'delete_reservationstart','Can delete reservation start');
INSERT INTO "auth_permission" VALUES(60,15,'view_reservationstart','Can view reservation start');
INSERT INTO "auth_permission" VALUES(61,16,'add_voidedserial','Can add voided serial');
INSERT INTO "auth_permission" VALUES(62,16,'change_voidedserial','Can change voided serial');
INSERT INTO "auth_permission" VALUES(63,16,'delete_voidedserial','Can delete voided serial');
INSERT INTO "auth_permission" VALUES(64,16,'view_voidedserial','Can view voided serial');
INSERT INTO "auth_permission" VALUES(65,17,'add_withdrawal','Can add withdrawal');
INSERT INTO "auth_permission" VALUES(66,17,'change_withdrawal','Can change withdrawal');
INSERT INTO "auth_permission" VALUES(67,17,'delete_withdrawal','Can delete withdrawal');
INSERT INTO "auth_permission" VALUES(68,17,'view_withdrawal','Can view withdrawal');
INSERT INTO "auth_permission" VALUES(69,18,'add_evaluation','Can add evaluation');
INSERT INTO "auth_permission" VALUES(70,18,'change_evaluation','Can change evaluation');
INSERT INTO "auth_permission" VALUES(71,18,'delete_evaluation','Can delete evaluation');
INSERT INTO "auth_permission" VALUES(72,18,'view_evaluation','Can view evaluation');
INSERT INTO "auth_permission" VALUES(73,19,'add_evidencephoto','Can add evidence photo');
INSERT INTO "auth_permission" VALUES(74,19,'change_evidencephoto','Can change evidence photo');
INSERT INTO "auth_permission" VALUES(75,19,'delete_evidencephoto','Can delete evidence photo');
INSERT INTO "auth_permission" VALUES(76,19,'view_evidencephoto','Can view evidence photo');
INSERT INTO "auth_permission" VALUES(77,20,'add_reservation','Can add reservation');
INSERT INTO "auth_permission" VALUES(78,20,'change_reservation','Can change reservation');
INSERT INTO "auth_permission" VALUES(79,20,'delete_reservation','Can delete reservation');
INSERT INTO "auth_permission" VALUES(80,20,'view_reservation','Can view reservation');
INSERT INTO "auth_permission" VALUES(81,21,'add_order','Can add order');
INSERT INTO "auth_permission" VALUES(82,21,'change_order','Can change order');
INSERT INTO "auth_permission" VALUES(83,21,'delete_order','Can delete order');
INSERT INTO "auth_permission" VALUES(84,21,'view_order','Can view order');
INSERT INTO "auth_permission" VALUES(85,22,'add_publishedpolicy','Can add published policy');
INSERT INTO "auth_permission" VALUES(86,22,'change_publishedpolicy','Can change published policy');
INSERT INTO "auth_permission" VALUES(87,22,'delete_publishedpolicy','Can delete published policy');
INSERT INTO "auth_permission" VALUES(88,22,'view_publishedpolicy','Can view published policy');
INSERT INTO "auth_permission" VALUES(89,23,'add_line','Can add line');
INSERT INTO "auth_permission" VALUES(90,23,'change_line','Can change line');
INSERT INTO "auth_permission" VALUES(91,23,'delete_line','Can delete line');
INSERT INTO "auth_permission" VALUES(92,23,'view_line','Can view line');
INSERT INTO "auth_permission" VALUES(93,24,'add_recipient','Can add recipient');
INSERT INTO "auth_permission" VALUES(94,24,'change_recipient','Can change recipient');
INSERT INTO "auth_permission" VALUES(95,24,'delete_recipient','Can delete recipient');
INSERT INTO "auth_permission" VALUES(96,24,'view_recipient','Can view recipient');
INSERT INTO "auth_permission" VALUES(97,25,'add_event','Can add event');
INSERT INTO "auth_permission" VALUES(98,25,'change_event','Can change event');
INSERT INTO "auth_permission" VALUES(99,25,'delete_event','Can delete event');
INSERT INTO "auth_permission" VALUES(100,25,'view_event','Can view event');
INSERT INTO "auth_permission" VALUES(101,26,'add_publication','Can add publication');
INSERT INTO "auth_permission" VALUES(102,26,'change_publication','Can change publication');
INSERT INTO "auth_permission" VALUES(103,26,'delete_publication','Can delete publication');
INSERT INTO "auth_permission" VALUES(104,26,'view_publication','Can view publication');
INSERT INTO "auth_permission" VALUES(105,27,'add_queueentry','Can add queue entry');
INSERT INTO "auth_permission" VALUES(106,27,'change_queueentry','Can change queue entry');
INSERT INTO "auth_permission" VALUES(107,27,'delete_queueentry','Can delete queue entry');
INSERT INTO "auth_permission" VALUES(108,27,'view_queueentry','Can view queue entry');
INSERT INTO "auth_permission" VALUES(109,28,'add_task','Can add task');
INSERT INTO "auth_permission" VALUES(110,28,'change_task','Can change task');
INSERT INTO "auth_permission" VALUES(111,28,'delete_task','Can delete task');
INSERT INTO "auth_permission" VALUES(112,28,'view_task','Can view task');
INSERT INTO "auth_permission" VALUES(113,29,'add_reconciliation','Can add reconciliation');
INSERT INTO "auth_permission" VALUES(114,29,'change_reconciliation','Can change reconciliation');
INSERT INTO "auth_permission" VALUES(115,29,'delete_reconciliation','Can delete reconciliation');
INSERT INTO "auth_permission" VALUES(116,29,'view_reconciliation','Can view reconciliation');
INSERT INTO "auth_permission" VALUES(117,30,'add_payment','Can add payment');
INSERT INTO "auth_permission" VALUES(118,30,'change_payment','Can change payment');
INSERT INTO "auth_permission" VALUES(119,30,'delete_payment','Can delete payment');
INSERT INTO "auth_permission" VALUES(120,30,'view_payment','Can view payment');
INSERT INTO "auth_permission" VALUES(121,31,'add_dispute','Can add dispute');
INSERT INTO "auth_permission" VALUES(122,31,'change_dispute','Can change dispute');
INSERT INTO "auth_permission" VALUES(123,31,'delete_dispute','Can delete dispute');
INSERT INTO "auth_permission" VALUES(124,31,'view_dispute','Can view dispute');
INSERT INTO "auth_permission" VALUES(125,32,'add_paymentrequest','Can add payment request');
INSERT INTO "auth_permission" VALUES(126,32,'change_paymentrequest','Can change payment request');
INSERT INTO "auth_permission" VALUES(127,32,'delete_paymentrequest','Can delete payment request');
INSERT INTO "auth_permission" VALUES(128,32,'view_paymentrequest','Can view payment request');
INSERT INTO "auth_permission" VALUES(129,33,'add_webhookevent','Can add webhook event');
INSERT INTO "auth_permission" VALUES(130,33,'change_webhookevent','Can change webhook event');
INSERT INTO "auth_permission" VALUES(131,33,'delete_webhookevent','Can delete webhook event');
INSERT INTO "auth_permission" VALUES(132,33,'view_webhookevent','Can view webhook event');
INSERT INTO "auth_permission" VALUES(133,34,'add_approval','Can add approval');
INSERT INTO "auth_permission" VALUES(134,34,'change_approval','Can change approval');
INSERT INTO "auth_permission" VALUES(135,34,'delete_approval','Can delete approval');
INSERT INTO "auth_permission" VALUES(136,34,'view_approval','Can view approval');
INSERT INTO "auth_permission" VALUES(137,35,'add_paymentoperation','Can add payment operation');
INSERT INTO "auth_permission" VALUES(138,35,'change_paymentoperation','Can change payment operation');
INSERT INTO "auth_permission" VALUES(139,35,'delete_paymentoperation','Can delete payment operation');
INSERT INTO "auth_permission" VALUES(140,35,'view_paymentoperation','Can view payment operation');
INSERT INTO "auth_permission" VALUES(141,36,'add_checkout','Can add checkout');
INSERT INTO "auth_permission" VALUES(142,36,'change_checkout','Can change checkout');
INSERT INTO "auth_permission" VALUES(143,36,'delete_checkout','Can delete checkout');
INSERT INTO "auth_permission" VALUES(144,36,'view_checkout','Can view checkout');
INSERT INTO "auth_permission" VALUES(145,37,'add_carrieroutage','Can add carrier outage');
INSERT INTO "auth_permission" VALUES(146,37,'change_carrieroutage','Can change carrier outage');
INSERT INTO "auth_permission" VALUES(147,37,'delete_carrieroutage','Can delete carrier outage');
INSERT INTO "auth_permission" VALUES(148,37,'view_carrieroutage','Can view carrier outage');
INSERT INTO "auth_permission" VALUES(149,38,'add_closure','Can add closure');
INSERT INTO "auth_permission" VALUES(150,38,'change_closure','Can change closure');
INSERT INTO "auth_permission" VALUES(151,38,'delete_closure','Can delete closure');
INSERT INTO "auth_permission" VALUES(152,38,'view_closure','Can view closure');
INSERT INTO "auth_permission" VALUES(153,39,'add_label','Can add label');
INSERT INTO "auth_permission" VALUES(154,39,'change_label','Can change label');
INSERT INTO "auth_permission" VALUES(155,39,'delete_label','Can delete label');
INSERT INTO "auth_permission" VALUES(156,39,'view_label','Can view label');
INSERT INTO "auth_permission" VALUES(157,40,'add_shelflocation','Can add shelf location');
INSERT INTO "auth_permission" VALUES(158,40,'change_shelflocation','Can change shelf location');
INSERT INTO "auth_permission" VALUES(159,40,'delete_shelflocation','Can delete shelf location');
INSERT INTO "auth_permission" VALUES(160,40,'view_shelflocation','Can view shelf location');
INSERT INTO "auth_permission" VALUES(161,41,'add_transfer','Can add transfer');
INSERT INTO "auth_permission" VALUES(162,41,'change_transfer','Can change transfer');
INSERT INTO "auth_permission" VALUES(163,41,'delete_transfer','Can delete transfer');
INSERT INTO "auth_permission" VALUES(164,41,'view_transfer','Can view transfer');
INSERT INTO "auth_permission" VALUES(165,42,'add_closurejob','Can add closure job');
INSERT INTO "auth_permission" VALUES(166,42,'change_closurejob','Can change closure job');
INSERT INTO "auth_permission" VALUES(167,42,'delete_closurejob','Can delete closure job');
INSERT INTO "auth_permission" VALUES(168,42,'view_closurejob','Can view closure job');
INSERT INTO "auth_permission" VALUES(169,43,'add_crossing','Can add crossing');
INSERT INTO "auth_permission" VALUES(170,43,'change_crossing','Can change crossing');
INSERT INTO "auth_permission" VALUES(171,43,'delete_crossing','Can delete crossing');
INSERT INTO "auth_permission" VALUES(172,43,'view_crossing','Can view crossing');
INSERT INTO "auth_permission" VALUES(173,44,'add_crossingcheck','Can add crossing check');
INSERT INTO "auth_permission" VALUES(174,44,'change_crossingcheck','Can change crossing check');
INSERT INTO "auth_permission" VALUES(175,44,'delete_crossingcheck','Can delete crossing check');
INSERT INTO "auth_permission" VALUES(176,44,'view_crossingcheck','Can view crossing check');
INSERT INTO "auth_permission" VALUES(177,45,'add_crossingphoto','Can add crossing photo');
INSERT INTO "auth_permission" VALUES(178,45,'change_crossingphoto','Can change crossing photo');
INSERT INTO "auth_permission" VALUES(179,45,'delete_crossingphoto','Can delete crossing photo');
INSERT INTO "auth_permission" VALUES(180,45,'view_crossingphoto','Can view crossing photo');
INSERT INTO "auth_permission" VALUES(181,46,'add_counterreceipt','Can add counter receipt');
INSERT INTO "auth_permission" VALUES(182,46,'change_counterreceipt','Can change counter receipt');
INSERT INTO "auth_permission" VALUES(183,46,'delete_counterreceipt','Can delete counter receipt');
INSERT INTO "auth_permission" VALUES(184,46,'view_counterreceipt','Can view counter receipt');
INSERT INTO "auth_permission" VALUES(185,47,'add_parcel','Can add parcel');
INSERT INTO "auth_permission" VALUES(186,47,'change_parcel','Can change parcel');
INSERT INTO "auth_permission" VALUES(187,47,'delete_parcel','Can delete parcel');
INSERT INTO "auth_permission" VALUES(188,47,'view_parcel','Can view parcel');
INSERT INTO "auth_permission" VALUES(189,48,'add_packingphoto','Can add packing photo');
INSERT INTO "auth_permission" VALUES(190,48,'change_packingphoto','Can change packing photo');
INSERT INTO "auth_permission" VALUES(191,48,'delete_packingphoto','Can delete packing photo');
INSERT INTO "auth_permission" VALUES(192,48,'view_packingphoto','Can view packing photo');
INSERT INTO "auth_permission" VALUES(193,49,'add_parcelline','Can add parcel line');
INSERT INTO "auth_permission" VALUES(194,49,'change_parcelline','Can change parcel line');
INSERT INTO "auth_permission" VALUES(195,49,'delete_parcelline','Can delete parcel line');
INSERT INTO "auth_permission" VALUES(196,49,'view_parcelline','Can view parcel line');
INSERT INTO "auth_permission" VALUES(197,50,'add_pickup','Can add pickup');
INSERT INTO "auth_permission" VALUES(198,50,'change_pickup','Can change pickup');
INSERT INTO "auth_permission" VALUES(199,50,'delete_pickup','Can delete pickup');
INSERT INTO "auth_permission" VALUES(200,50,'view_pickup','Can view pickup');
INSERT INTO "auth_permission" VALUES(201,51,'add_promisestatus','Can add promise status');
INSERT INTO "auth_permission" VALUES(202,51,'change_promisestatus','Can change promise status');
INSERT INTO "auth_permission" VALUES(203,51,'delete_promisestatus','Can delete promise status');
INSERT INTO "auth_permission" VALUES(204,51,'view_promisestatus','Can view promise status');
INSERT INTO "auth_permission" VALUES(205,52,'add_delay','Can add delay');
INSERT INTO "auth_permission" VALUES(206,52,'change_delay','Can change delay');
INSERT INTO "auth_permission" VALUES(207,52,'delete_delay','Can delete delay');
INSERT INTO "auth_permission" VALUES(208,52,'view_delay','Can view delay');
INSERT INTO "auth_permission" VALUES(209,53,'add_return','Can add return');
INSERT INTO "auth_permission" VALUES(210,53,'change_return','Can change return');
INSERT INTO "auth_permission" VALUES(211,53,'delete_return','Can delete return');
INSERT INTO "auth_permission" VALUES(212,53,'view_return','Can view return');
INSERT INTO "auth_permission" VALUES(213,54,'add_parcelback','Can add parcel back');
INSERT INTO "auth_permission" VALUES(214,54,'change_parcelback','Can change parcel back');
INSERT INTO "auth_permission" VALUES(215,54,'delete_parcelback','Can delete parcel back');
INSERT INTO "auth_permission" VALUES(216,54,'view_parcelback','Can view parcel back');
INSERT INTO "auth_permission" VALUES(217,55,'add_returnedpiece','Can add returned piece');
INSERT INTO "auth_permission" VALUES(218,55,'change_returnedpiece','Can change returned piece');
INSERT INTO "auth_permission" VALUES(219,55,'delete_returnedpiece','Can delete returned piece');
INSERT INTO "auth_permission" VALUES(220,55,'view_returnedpiece','Can view returned piece');
INSERT INTO "auth_permission" VALUES(221,56,'add_returnlabel','Can add return label');
INSERT INTO "auth_permission" VALUES(222,56,'change_returnlabel','Can change return label');
INSERT INTO "auth_permission" VALUES(223,56,'delete_returnlabel','Can delete return label');
INSERT INTO "auth_permission" VALUES(224,56,'view_returnlabel','Can view return label');
INSERT INTO "auth_permission" VALUES(225,57,'add_returnphoto','Can add return photo');
INSERT INTO "auth_permission" VALUES(226,57,'change_returnphoto','Can change return photo');
INSERT INTO "auth_permission" VALUES(227,57,'delete_returnphoto','Can delete return photo');
INSERT INTO "auth_permission" VALUES(228,57,'view_returnphoto','Can view return photo');
INSERT INTO "auth_permission" VALUES(229,58,'add_scan','Can add scan');
INSERT INTO "auth_permission" VALUES(230,58,'change_scan','Can change scan');
INSERT INTO "auth_permission" VALUES(231,58,'delete_scan','Can delete scan');
INSERT INTO "auth_permission" VALUES(232,58,'view_scan','Can view scan');
INSERT INTO "auth_permission" VALUES(233,59,'add_authenticator','Can add authenticator');
INSERT INTO "auth_permission" VALUES(234,59,'change_authenticator','Can change authenticator');
INSERT INTO "auth_permission" VALUES(235,59,'delete_authenticator','Can delete authenticator');
INSERT INTO "auth_permission" VALUES(236,59,'view_authenticator','Can view authenticator');
INSERT INTO "auth_permission" VALUES(237,60,'add_carecase','Can add care case');
INSERT INTO "auth_permission" VALUES(238,60,'change_carecase','Can change care case');
INSERT INTO "auth_permission" VALUES(239,60,'delete_carecase','Can delete care case');
INSERT INTO "auth_permission" VALUES(240,60,'view_carecase','Can view care case');
INSERT INTO "auth_permission" VALUES(241,61,'add_attachment','Can add attachment');
INSERT INTO "auth_permission" VALUES(242,61,'change_attachment','Can change attachment');
INSERT INTO "auth_permission" VALUES(243,61,'delete_attachment','Can delete attachment');
INSERT INTO "auth_permission" VALUES(244,61,'view_attachment','Can view attachment');
INSERT INTO "auth_permission" VALUES(245,62,'add_mail','Can add mail');
INSERT INTO "auth_permission" VALUES(246,62,'change_mail','Can change mail');
INSERT INTO "auth_permission" VALUES(247,62,'delete_mail','Can delete mail');
INSERT INTO "auth_permission" VALUES(248,62,'view_mail','Can view mail');
INSERT INTO "auth_permission" VALUES(249,63,'add_mailreply','Can add mail reply');
INSERT INTO "auth_permission" VALUES(250,63,'change_mailreply','Can change mail reply');
INSERT INTO "auth_permission" VALUES(251,63,'delete_mailreply','Can delete mail reply');
INSERT INTO "auth_permission" VALUES(252,63,'view_mailreply','Can view mail reply');
INSERT INTO "auth_permission" VALUES(253,64,'add_note','Can add note');
INSERT INTO "auth_permission" VALUES(254,64,'change_note','Can change note');
INSERT INTO "auth_permission" VALUES(255,64,'delete_note','Can delete note');
INSERT INTO "auth_permission" VALUES(256,64,'view_note','Can view note');
INSERT INTO "auth_permission" VALUES(257,65,'add_opinion','Can add opinion');
INSERT INTO "auth_permission" VALUES(258,65,'change_opinion','Can change opinion');
INSERT INTO "auth_permission" VALUES(259,65,'delete_opinion','Can delete opinion');
INSERT INTO "auth_permission" VALUES(260,65,'view_opinion','Can view opinion');
INSERT INTO "auth_permission" VALUES(261,66,'add_watch','Can add watch');
INSERT INTO "auth_permission" VALUES(262,66,'change_watch','Can change watch');
INSERT INTO "auth_permission" VALUES(263,66,'delete_watch','Can delete watch');
INSERT INTO "auth_permission" VALUES(264,66,'view_watch','Can view watch');
INSERT INTO "auth_permission" VALUES(265,67,'add_authenticatorevent','Can add authenticator event');
INSERT INTO "auth_permission" VALUES(266,67,'change_authenticatorevent','Can change authenticator event');
INSERT INTO "auth_permission" VALUES(267,67,'delete_authenticatorevent','Can delete authenticator event');
INSERT INTO "auth_permission" VALUES(268,67,'view_authenticatorevent','Can view authenticator event');
INSERT INTO "auth_permission" VALUES(269,68,'add_mailallowance','Can add mail allowance');
INSERT INTO "auth_permission" VALUES(270,68,'change_mailallowance','Can change mail allowance');
INSERT INTO "auth_permission" VALUES(271,68,'delete_mailallowance','Can delete mail allowance');
INSERT INTO "auth_permission" VALUES(272,68,'view_mailallowance','Can view mail allowance');
INSERT INTO "auth_permission" VALUES(273,69,'add_notification','Can add notification');
INSERT INTO "auth_permission" VALUES(274,69,'change_notification','Can change notification');
INSERT INTO "auth_permission" VALUES(275,69,'delete_notification','Can delete notification');
INSERT INTO "auth_permission" VALUES(276,69,'view_notification','Can view notification');
INSERT INTO "auth_permission" VALUES(277,70,'add_resend','Can add resend');
INSERT INTO "auth_permission" VALUES(278,70,'change_resend','Can change resend');
INSERT INTO "auth_permission" VALUES(279,70,'delete_resend','Can delete resend');
INSERT INTO "auth_permission" VALUES(280,70,'view_resend','Can view resend');
INSERT INTO "auth_permission" VALUES(281,71,'add_savedsearch','Can add saved search');
INSERT INTO "auth_permission" VALUES(282,71,'change_savedsearch','Can change saved search');
INSERT INTO "auth_permission" VALUES(283,71,'delete_savedsearch','Can delete saved search');
INSERT INTO "auth_permission" VALUES(284,71,'view_savedsearch','Can view saved search');
INSERT INTO "auth_permission" VALUES(285,72,'add_sentcopy','Can add sent copy');
INSERT INTO "auth_permission" VALUES(286,72,'change_sentcopy','Can change sent copy');
INSERT INTO "auth_permission" VALUES(287,72,'delete_sentcopy','Can delete sent copy');
INSERT INTO "auth_permission" VALUES(288,72,'view_sentcopy','Can view sent copy');
INSERT INTO "auth_permission" VALUES(289,73,'add_unmatchedreport','Can add unmatched report');
INSERT INTO "auth_permission" VALUES(290,73,'change_unmatchedreport','Can change unmatched report');
INSERT INTO "auth_permission" VALUES(291,73,'delete_unmatchedreport','Can delete unmatched report');
INSERT INTO "auth_permission" VALUES(292,73,'view_unmatchedreport','Can view unmatched report');
INSERT INTO "auth_permission" VALUES(293,74,'add_publicscorecard','Can add public scorecard');
INSERT INTO "auth_permission" VALUES(294,74,'change_publicscorecard','Can change public scorecard');
INSERT INTO "auth_permission" VALUES(295,74,'delete_publicscorecard','Can delete public scorecard');
INSERT INTO "auth_permission" VALUES(296,74,'view_publicscorecard','Can view public scorecard');
INSERT INTO "auth_permission" VALUES(297,75,'add_reading','Can add reading');
INSERT INTO "auth_permission" VALUES(298,75,'change_reading','Can change reading');
INSERT INTO "auth_permission" VALUES(299,75,'delete_reading','Can delete reading');
INSERT INTO "auth_permission" VALUES(300,75,'view_reading','Can view reading');
INSERT INTO "auth_permission" VALUES(301,76,'add_sheet','Can add sheet');
INSERT INTO "auth_permission" VALUES(302,76,'change_sheet','Can change sheet');
INSERT INTO "auth_permission" VALUES(303,76,'delete_sheet','Can delete sheet');
INSERT INTO "auth_permission" VALUES(304,76,'view_sheet','Can view sheet');
INSERT INTO "auth_permission" VALUES(305,77,'add_case','Can add case');
INSERT INTO "auth_permission" VALUES(306,77,'change_case','Can change case');
INSERT INTO "auth_permission" VALUES(307,77,'delete_case','Can delete case');
INSERT INTO "auth_permission" VALUES(308,77,'view_case','Can view case');
INSERT INTO "auth_permission" VALUES(309,78,'add_draft','Can add draft');
INSERT INTO "auth_permission" VALUES(310,78,'change_draft','Can change draft');
INSERT INTO "auth_permission" VALUES(311,78,'delete_draft','Can delete draft');
INSERT INTO "auth_permission" VALUES(312,78,'view_draft','Can view draft');
INSERT INTO "auth_permission" VALUES(313,79,'add_policyevent','Can add policy event');
INSERT INTO "auth_permission" VALUES(314,79,'change_policyevent','Can change policy event');
INSERT INTO "auth_permission" VALUES(315,79,'delete_policyevent','Can delete policy event');
INSERT INTO "auth_permission" VALUES(316,79,'view_policyevent','Can view policy event');
INSERT INTO "auth_permission" VALUES(317,80,'add_whatif','Can add what if');
INSERT INTO "auth_permission" VALUES(318,80,'change_whatif','Can change what if');
INSERT INTO "auth_permission" VALUES(319,80,'delete_whatif','Can delete what if');
INSERT INTO "auth_permission" VALUES(320,80,'view_whatif','Can view what if');
INSERT INTO "auth_permission" VALUES(321,81,'add_proposal','Can add proposal');
INSERT INTO "auth_permission" VALUES(322,81,'change_proposal','Can change proposal');
INSERT INTO "auth_permission" VALUES(323,81,'delete_proposal','Can delete proposal');
INSERT INTO "auth_permission" VALUES(324,81,'view_proposal','Can view proposal');
INSERT INTO "auth_permission" VALUES(325,82,'add_issuedpassword','Can add issued password');
INSERT INTO "auth_permission" VALUES(326,82,'change_issuedpassword','Can change issued password');
INSERT INTO "auth_permission" VALUES(327,82,'delete_issuedpassword','Can delete issued password');
INSERT INTO "auth_permission" VALUES(328,82,'view_issuedpassword','Can view issued password');
INSERT INTO "auth_permission" VALUES(329,83,'add_heartbeat','Can add heartbeat');
INSERT INTO "auth_permission" VALUES(330,83,'change_heartbeat','Can change heartbeat');
INSERT INTO "auth_permission" VALUES(331,83,'delete_heartbeat','Can delete heartbeat');
INSERT INTO "auth_permission" VALUES(332,83,'view_heartbeat','Can view heartbeat');
INSERT INTO "auth_permission" VALUES(333,84,'add_emailaddress','Can add email address');
INSERT INTO "auth_permission" VALUES(334,84,'change_emailaddress','Can change email address');
INSERT INTO "auth_permission" VALUES(335,84,'delete_emailaddress','Can delete email address');
INSERT INTO "auth_permission" VALUES(336,84,'view_emailaddress','Can view email address');
INSERT INTO "auth_permission" VALUES(337,85,'add_emailconfirmation','Can add email confirmation');
INSERT INTO "auth_permission" VALUES(338,85,'change_emailconfirmation','Can change email confirmation');
INSERT INTO "auth_permission" VALUES(339,85,'delete_emailconfirmation','Can delete email confirmation');
INSERT INTO "auth_permission" VALUES(340,85,'view_emailconfirmation','Can view email confirmation');
INSERT INTO "auth_permission" VALUES(341,86,'add_authenticator','Can add authenticator');
INSERT INTO "auth_permission" VALUES(342,86,'change_authenticator','Can change authenticator');
INSERT INTO "auth_permission" VALUES(343,86,'delete_authenticator','Can delete authenticator');
INSERT INTO "auth_permission" VALUES(344,86,'view_authenticator','Can view authenticator');
INSERT INTO "auth_permission" VALUES(345,87,'add_usersession','Can add user session');
INSERT INTO "auth_permission" VALUES(346,87,'change_usersession','Can change user session');
INSERT INTO "auth_permission" VALUES(347,87,'delete_usersession','Can delete user session');
INSERT INTO "auth_permission" VALUES(348,87,'view_usersession','Can view user session');
CREATE TABLE "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "first_name" varchar(150) NOT NULL);
INSERT INTO "auth_user" VALUES(1,'',NULL,0,'sam@example.com','','',0,1,'2026-11-29 21:59:55.488565','');
CREATE TABLE "auth_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_user_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "care_attachment" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "file" varchar(200) NOT NULL, "name" varchar(200) NOT NULL, "kind" varchar(40) NOT NULL, "digest" varchar(64) NOT NULL, "shown" bool NOT NULL, "by" varchar(100) NOT NULL, "at" datetime NOT NULL, "request_id" bigint NOT NULL REFERENCES "care_carecase" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "attached_once" UNIQUE ("request_id", "digest"));
CREATE TABLE "care_authenticator" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(120) NOT NULL, "site" varchar(200) NOT NULL, "verified_on" date NOT NULL, "verified_by" varchar(300) NOT NULL, "ended_on" date NULL, "ended_by" varchar(300) NOT NULL);
CREATE TABLE "care_authenticatorevent" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(10) NOT NULL, "name" varchar(120) NOT NULL, "site" varchar(200) NOT NULL, "reason" varchar(500) NOT NULL, "at" datetime NOT NULL, "by" varchar(310) NOT NULL, "authenticator_id" bigint NOT NULL REFERENCES "care_authenticator" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "authenticator_event_known" CHECK ("kind" IN ('listed', 'ended')));
CREATE TABLE "care_carecase" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "kind" varchar(20) NOT NULL, "about" varchar(60) NOT NULL, "message" text NOT NULL, "how" varchar(10) NOT NULL, "by" varchar(100) NOT NULL, "asked_at" datetime NOT NULL, "verdict" text NOT NULL CHECK ((JSON_VALID("verdict") OR "verdict" IS NULL)), "state" varchar(10) NOT NULL, "answer_by" datetime NULL, "wakes_at" datetime NULL, "facts" text NOT NULL CHECK ((JSON_VALID("facts") OR "facts" IS NULL)), "outcome" varchar(20) NOT NULL, "reason" text NOT NULL, "ended_at" datetime NULL, "ended_by" varchar(100) NOT NULL, "hold_id" bigint NULL REFERENCES "orders_event" ("id") DEFERRABLE INITIALLY DEFERRED, "order_id" bigint NOT NULL REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "request_kind_known" CHECK ("kind" IN ('cancel', 'not_received', 'not_authentic', 'damaged', 'forget', 'other')), CONSTRAINT "request_state_known" CHECK ("state" IN ('open', 'asleep', 'done')));
INSERT INTO "care_carecase" VALUES(1,'C-23456789','cancel','','','page','shopper','2026-11-23 17:00:00','{"verdict": "held"}','open','2026-11-25 17:00:00',NULL,'{}','','',NULL,'',NULL,1);
CREATE TABLE "care_mail" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "not_before" datetime NOT NULL, "attempts" integer unsigned NOT NULL CHECK ("attempts" >= 0), "problem" text NOT NULL, "digest" varchar(64) NOT NULL UNIQUE, "raw" varchar(200) NOT NULL, "received_at" datetime NOT NULL, "how" varchar(20) NOT NULL, "message_id" varchar(260) NOT NULL, "thread" text NOT NULL, "sender" varchar(254) NOT NULL, "subject" varchar(500) NOT NULL, "own" text NOT NULL, "kind" varchar(20) NOT NULL, "suggests" varchar(20) NOT NULL, "clear" bool NOT NULL, "proven" bool NOT NULL, "sender_proven" bool NOT NULL, "forged" bool NOT NULL, "proof" varchar(300) NOT NULL, "state" varchar(10) NOT NULL, "answer_by" datetime NULL, "outcome" varchar(200) NOT NULL, "ended_at" datetime NULL, "ended_by" varchar(100) NOT NULL, "order_id" bigint NULL REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, "request_id" bigint NULL REFERENCES "care_carecase" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "mail_state_known" CHECK ("state" IN ('new', 'open', 'done')));
INSERT INTO "care_mail" VALUES(1,'2026-11-23 17:00:00',0,'','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','mail/one.eml','2026-11-23 17:00:00','imap','','','','','','','',0,0,0,0,'','new',NULL,'',NULL,'',NULL,NULL);
CREATE TABLE "care_mailreply" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(40) NOT NULL, "body" text NOT NULL, "by" varchar(100) NOT NULL, "at" datetime NOT NULL, "mail_id" bigint NOT NULL REFERENCES "care_mail" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "mail_answered_once" UNIQUE ("mail_id", "key"));
CREATE TABLE "care_note" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" text NOT NULL, "by" varchar(100) NOT NULL, "at" datetime NOT NULL, "event_id" bigint NULL UNIQUE REFERENCES "orders_event" ("id") DEFERRABLE INITIALLY DEFERRED, "request_id" bigint NOT NULL REFERENCES "care_carecase" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "care_note" VALUES(1,'They asked twice.','staff:pat','2026-11-23 17:00:00',NULL,1);
CREATE TABLE "care_opinion" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "authentic" bool NOT NULL, "text" text NOT NULL, "by" varchar(100) NOT NULL, "at" datetime NOT NULL, "request_id" bigint NOT NULL REFERENCES "care_carecase" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_opinion_a_person" UNIQUE ("request_id", "by"));
CREATE TABLE "care_watch" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" varchar(40) NOT NULL, "opens_at" datetime NOT NULL, "closes_at" datetime NOT NULL, "carrier_until" date NOT NULL, "told_at" datetime NULL, "ended_at" datetime NULL, "order_id" bigint NOT NULL REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "parcel_watched_once" UNIQUE ("order_id", "number"));
CREATE TABLE "catalog_evaluation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" smallint unsigned NOT NULL CHECK ("number" >= 0), "verdict" varchar(10) NOT NULL, "at" datetime NOT NULL, "evidence" text NOT NULL CHECK ((JSON_VALID("evidence") OR "evidence" IS NULL)), "by_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "item_id" bigint NOT NULL REFERENCES "catalog_item" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "evaluation_has_a_verdict" CHECK ("verdict" IN ('approved', 'rejected')), CONSTRAINT "evaluation_number_once" UNIQUE ("item_id", "number"));
INSERT INTO "catalog_evaluation" VALUES(1,1,'approved','2026-11-23 17:00:00','{}',1,1);
INSERT INTO "catalog_evaluation" VALUES(2,1,'approved','2026-11-23 17:00:00','{}',1,2);
CREATE TABLE "catalog_evidencephoto" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "file" varchar(200) NOT NULL, "digest" varchar(64) NOT NULL, "at" datetime NOT NULL, "by_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "item_id" bigint NOT NULL REFERENCES "catalog_item" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "evidence_sent_once" UNIQUE ("item_id", "by_id", "digest"));
CREATE TABLE "catalog_item" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "slug" varchar(80) NOT NULL UNIQUE, "source" varchar(40) NOT NULL, "source_id" varchar(64) NOT NULL, "title" varchar(200) NOT NULL, "brand" varchar(80) NOT NULL, "line" varchar(80) NOT NULL, "model" varchar(80) NOT NULL, "reference" varchar(40) NOT NULL, "category" varchar(40) NOT NULL, "sub_category" varchar(60) NOT NULL, "gender" varchar(20) NOT NULL, "condition" varchar(40) NOT NULL, "grades" text NOT NULL CHECK ((JSON_VALID("grades") OR "grades" IS NULL)), "defects" text NOT NULL CHECK ((JSON_VALID("defects") OR "defects" IS NULL)), "material" varchar(60) NOT NULL, "species" varchar(60) NOT NULL, "needs_papers" bool NOT NULL, "color" varchar(40) NOT NULL, "color_name" varchar(60) NOT NULL, "hardware" varchar(60) NOT NULL, "size" varchar(60) NOT NULL, "measures" text NOT NULL CHECK ((JSON_VALID("measures") OR "measures" IS NULL)), "year_from" smallint unsigned NULL CHECK ("year_from" >= 0), "year_to" smallint unsigned NULL CHECK ("year_to" >= 0), "serial_sealed" text NOT NULL, "serial_print" varchar(64) NOT NULL, "accessories" text NOT NULL CHECK ((JSON_VALID("accessories") OR "accessories" IS NULL)), "service" text NOT NULL, "alterations" text NOT NULL, "description" text NOT NULL, "price_cents" bigint unsigned NOT NULL CHECK ("price_cents" >= 0), "weight_grams" integer unsigned NOT NULL CHECK ("weight_grams" >= 0), "tax_category" varchar(20) NOT NULL, "warehouse" varchar(2) NOT NULL, "left_japan_on" date NULL, "expected_here_on" date NULL, "crossing_late_why" varchar(200) NOT NULL, "crossing_undated" bool NOT NULL, "created_at" datetime NOT NULL, "listed_at" datetime NULL, "sold_at" datetime NULL, CONSTRAINT "item_source_once" UNIQUE ("source", "source_id"), CONSTRAINT "item_has_a_price" CHECK ("price_cents" > 0), CONSTRAINT "item_in_a_warehouse" CHECK ("warehouse" IN ('us', 'jp')));
INSERT INTO "catalog_item" VALUES(1,'bag-0','store','0','Black bag','Aoki','','','','bags','','','good','{}','[]','','',0,'','','','','{}',NULL,NULL,'','','[]','','','',120000,900,'general','us',NULL,NULL,'',0,'2026-11-23 17:00:00',NULL,NULL);
INSERT INTO "catalog_item" VALUES(2,'bag-1','store','1','Black bag','Aoki','','','','bags','','','good','{}','[]','','',0,'','','','','{}',NULL,NULL,'','','[]','','','',120000,900,'general','us',NULL,NULL,'',0,'2026-11-23 17:00:00',NULL,NULL);
CREATE TABLE "catalog_itemevent" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(30) NOT NULL, "at" datetime NOT NULL, "by" varchar(100) NOT NULL, "facts" text NOT NULL CHECK ((JSON_VALID("facts") OR "facts" IS NULL)), "item_id" bigint NOT NULL REFERENCES "catalog_item" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "catalog_itemevent" VALUES(1,'item.added','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(2,'item.description_changed','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(3,'item.photos_changed','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(4,'item.price_changed','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(5,'item.approved','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(6,'item.rejected','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(7,'item.approval_withdrawn','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(8,'item.listed','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(9,'item.unlisted','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(10,'item.sold','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(11,'item.unlisted_after_sale','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(12,'item.left_japan','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(13,'item.arrived','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(14,'item.flagged','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(15,'item.blocklisted','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(16,'item.relisted','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(17,'item.written_off','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(18,'item.set_aside','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(19,'item.set_aside_cleared','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(20,'item.serial_shown','2026-11-23 17:00:00','staff:sam','{}',1);
INSERT INTO "catalog_itemevent" VALUES(21,'item.added','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(22,'item.description_changed','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(23,'item.photos_changed','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(24,'item.price_changed','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(25,'item.approved','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(26,'item.rejected','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(27,'item.approval_withdrawn','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(28,'item.listed','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(29,'item.unlisted','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(30,'item.sold','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(31,'item.unlisted_after_sale','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(32,'item.left_japan','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(33,'item.arrived','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(34,'item.flagged','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(35,'item.blocklisted','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(36,'item.relisted','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(37,'item.written_off','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(38,'item.set_aside','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(39,'item.set_aside_cleared','2026-11-23 17:00:00','staff:sam','{}',2);
INSERT INTO "catalog_itemevent" VALUES(40,'item.serial_shown','2026-11-23 17:00:00','staff:sam','{}',2);
CREATE TABLE "catalog_listingrule" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "policy_digest" varchar(64) NOT NULL, "second_expert_above_cents" bigint unsigned NULL CHECK ("second_expert_above_cents" >= 0), "at" datetime NOT NULL);
CREATE TABLE "catalog_photo" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "file" varchar(200) NOT NULL, "alt" varchar(200) NOT NULL, "width" integer unsigned NOT NULL CHECK ("width" >= 0), "height" integer unsigned NOT NULL CHECK ("height" >= 0), "digest" varchar(64) NOT NULL, "sizes" text NOT NULL CHECK ((JSON_VALID("sizes") OR "sizes" IS NULL)), "item_id" bigint NOT NULL REFERENCES "catalog_item" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "photo_position_once" UNIQUE ("item_id", "position"));
CREATE TABLE "catalog_productionmark" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(20) NOT NULL UNIQUE);
CREATE TABLE "catalog_reservation" ("item_id" bigint NOT NULL PRIMARY KEY REFERENCES "catalog_item" ("id") DEFERRABLE INITIALLY DEFERRED, "key" varchar(64) NOT NULL, "session" varchar(64) NOT NULL, "email" varchar(64) NOT NULL, "address" varchar(64) NOT NULL, "since" datetime NOT NULL, "until" datetime NOT NULL);
CREATE TABLE "catalog_reservationstart" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "session" varchar(64) NOT NULL, "email" varchar(64) NOT NULL, "at" datetime NOT NULL, "item_id" bigint NOT NULL REFERENCES "catalog_item" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "catalog_voidedserial" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "brand" varchar(80) NOT NULL, "serial" varchar(60) NOT NULL, "fingerprint" varchar(64) NOT NULL UNIQUE, "reason" varchar(200) NOT NULL, "at" datetime NOT NULL, "by" varchar(100) NOT NULL);
CREATE TABLE "catalog_withdrawal" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "at" datetime NOT NULL, "reason" text NOT NULL, "by_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "evaluation_id" bigint NOT NULL UNIQUE REFERENCES "catalog_evaluation" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "checkout_checkout" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(64) NOT NULL UNIQUE, "session" varchar(64) NOT NULL, "address" text NOT NULL CHECK ((JSON_VALID("address") OR "address" IS NULL)), "items" text NOT NULL CHECK ((JSON_VALID("items") OR "items" IS NULL)), "method" varchar(30) NOT NULL, "started_at" datetime NOT NULL, "held_until" datetime NOT NULL, "agreed" text NOT NULL CHECK ((JSON_VALID("agreed") OR "agreed" IS NULL)), "asks_again" bool NOT NULL, "ended_at" datetime NULL, "ended_why" varchar(300) NOT NULL, "check_at" datetime NOT NULL, "payment_id" bigint NULL UNIQUE REFERENCES "payments_payment" ("id") DEFERRABLE INITIALLY DEFERRED, "policy_id" varchar(64) NOT NULL REFERENCES "orders_publishedpolicy" ("digest") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "desk_issuedpassword" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "issued_at" datetime NOT NULL, "expires_at" datetime NOT NULL, "user_id" integer NOT NULL UNIQUE REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
INSERT INTO "django_content_type" VALUES(1,'auth','permission');
INSERT INTO "django_content_type" VALUES(2,'auth','group');
INSERT INTO "django_content_type" VALUES(3,'auth','user');
INSERT INTO "django_content_type" VALUES(4,'contenttypes','contenttype');
INSERT INTO "django_content_type" VALUES(5,'sessions','session');
INSERT INTO "django_content_type" VALUES(6,'django_tasks_database','dbtaskresult');
INSERT INTO "django_content_type" VALUES(7,'access_log','accessrecord');
INSERT INTO "django_content_type" VALUES(8,'scanning','heldupload');
INSERT INTO "django_content_type" VALUES(9,'approvals','approvalrequest');
INSERT INTO "django_content_type" VALUES(10,'catalog','item');
INSERT INTO "django_content_type" VALUES(11,'catalog','itemevent');
INSERT INTO "django_content_type" VALUES(12,'catalog','listingrule');
INSERT INTO "django_content_type" VALUES(13,'catalog','photo');
INSERT INTO "django_content_type" VALUES(14,'catalog','productionmark');
INSERT INTO "django_content_type" VALUES(15,'catalog','reservationstart');
INSERT INTO "django_content_type" VALUES(16,'catalog','voidedserial');
INSERT INTO "django_content_type" VALUES(17,'catalog','withdrawal');
INSERT INTO "django_content_type" VALUES(18,'catalog','evaluation');
INSERT INTO "django_content_type" VALUES(19,'catalog','evidencephoto');
INSERT INTO "django_content_type" VALUES(20,'catalog','reservation');
INSERT INTO "django_content_type" VALUES(21,'orders','order');
INSERT INTO "django_content_type" VALUES(22,'orders','publishedpolicy');
INSERT INTO "django_content_type" VALUES(23,'orders','line');
INSERT INTO "django_content_type" VALUES(24,'orders','recipient');
INSERT INTO "django_content_type" VALUES(25,'orders','event');
INSERT INTO "django_content_type" VALUES(26,'orders','publication');
INSERT INTO "django_content_type" VALUES(27,'orders','queueentry');
INSERT INTO "django_content_type" VALUES(28,'worklist','task');
INSERT INTO "django_content_type" VALUES(29,'payments','reconciliation');
INSERT INTO "django_content_type" VALUES(30,'payments','payment');
INSERT INTO "django_content_type" VALUES(31,'payments','dispute');
INSERT INTO "django_content_type" VALUES(32,'payments','paymentrequest');
INSERT INTO "django_content_type" VALUES(33,'payments','webhookevent');
INSERT INTO "django_content_type" VALUES(34,'payments','approval');
INSERT INTO "django_content_type" VALUES(35,'payments','paymentoperation');
INSERT INTO "django_content_type" VALUES(36,'checkout','checkout');
INSERT INTO "django_content_type" VALUES(37,'fulfillment','carrieroutage');
INSERT INTO "django_content_type" VALUES(38,'fulfillment','closure');
INSERT INTO "django_content_type" VALUES(39,'fulfillment','label');
INSERT INTO "django_content_type" VALUES(40,'fulfillment','shelflocation');
INSERT INTO "django_content_type" VALUES(41,'fulfillment','transfer');
INSERT INTO "django_content_type" VALUES(42,'fulfillment','closurejob');
INSERT INTO "django_content_type" VALUES(43,'fulfillment','crossing');
INSERT INTO "django_content_type" VALUES(44,'fulfillment','crossingcheck');
INSERT INTO "django_content_type" VALUES(45,'fulfillment','crossingphoto');
INSERT INTO "django_content_type" VALUES(46,'fulfillment','counterreceipt');
INSERT INTO "django_content_type" VALUES(47,'fulfillment','parcel');
INSERT INTO "django_content_type" VALUES(48,'fulfillment','packingphoto');
INSERT INTO "django_content_type" VALUES(49,'fulfillment','parcelline');
INSERT INTO "django_content_type" VALUES(50,'fulfillment','pickup');
INSERT INTO "django_content_type" VALUES(51,'fulfillment','promisestatus');
INSERT INTO "django_content_type" VALUES(52,'fulfillment','delay');
INSERT INTO "django_content_type" VALUES(53,'fulfillment','return');
INSERT INTO "django_content_type" VALUES(54,'fulfillment','parcelback');
INSERT INTO "django_content_type" VALUES(55,'fulfillment','returnedpiece');
INSERT INTO "django_content_type" VALUES(56,'fulfillment','returnlabel');
INSERT INTO "django_content_type" VALUES(57,'fulfillment','returnphoto');
INSERT INTO "django_content_type" VALUES(58,'fulfillment','scan');
INSERT INTO "django_content_type" VALUES(59,'care','authenticator');
INSERT INTO "django_content_type" VALUES(60,'care','carecase');
INSERT INTO "django_content_type" VALUES(61,'care','attachment');
INSERT INTO "django_content_type" VALUES(62,'care','mail');
INSERT INTO "django_content_type" VALUES(63,'care','mailreply');
INSERT INTO "django_content_type" VALUES(64,'care','note');
INSERT INTO "django_content_type" VALUES(65,'care','opinion');
INSERT INTO "django_content_type" VALUES(66,'care','watch');
INSERT INTO "django_content_type" VALUES(67,'care','authenticatorevent');
INSERT INTO "django_content_type" VALUES(68,'notifications','mailallowance');
INSERT INTO "django_content_type" VALUES(69,'notifications','notification');
INSERT INTO "django_content_type" VALUES(70,'notifications','resend');
INSERT INTO "django_content_type" VALUES(71,'notifications','savedsearch');
INSERT INTO "django_content_type" VALUES(72,'notifications','sentcopy');
INSERT INTO "django_content_type" VALUES(73,'notifications','unmatchedreport');
INSERT INTO "django_content_type" VALUES(74,'scorecard','publicscorecard');
INSERT INTO "django_content_type" VALUES(75,'scorecard','reading');
INSERT INTO "django_content_type" VALUES(76,'scorecard','sheet');
INSERT INTO "django_content_type" VALUES(77,'scorecard','case');
INSERT INTO "django_content_type" VALUES(78,'publishing','draft');
INSERT INTO "django_content_type" VALUES(79,'publishing','policyevent');
INSERT INTO "django_content_type" VALUES(80,'publishing','whatif');
INSERT INTO "django_content_type" VALUES(81,'publishing','proposal');
INSERT INTO "django_content_type" VALUES(82,'desk','issuedpassword');
INSERT INTO "django_content_type" VALUES(83,'operations','heartbeat');
INSERT INTO "django_content_type" VALUES(84,'account','emailaddress');
INSERT INTO "django_content_type" VALUES(85,'account','emailconfirmation');
INSERT INTO "django_content_type" VALUES(86,'mfa','authenticator');
INSERT INTO "django_content_type" VALUES(87,'usersessions','usersession');
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
INSERT INTO "django_migrations" VALUES(1,'access_log','0001_initial','2026-11-29 21:58:31.532146');
INSERT INTO "django_migrations" VALUES(2,'contenttypes','0001_initial','2026-11-29 21:58:31.534353');
INSERT INTO "django_migrations" VALUES(3,'auth','0001_initial','2026-11-29 21:58:31.544060');
INSERT INTO "django_migrations" VALUES(4,'account','0001_initial','2026-11-29 21:58:31.553460');
INSERT INTO "django_migrations" VALUES(5,'account','0002_email_max_length','2026-11-29 21:58:31.560521');
INSERT INTO "django_migrations" VALUES(6,'account','0003_alter_emailaddress_create_unique_verified_email','2026-11-29 21:58:31.568994');
INSERT INTO "django_migrations" VALUES(7,'account','0004_alter_emailaddress_drop_unique_email','2026-11-29 21:58:31.576477');
INSERT INTO "django_migrations" VALUES(8,'account','0005_emailaddress_idx_upper_email','2026-11-29 21:58:31.581362');
INSERT INTO "django_migrations" VALUES(9,'account','0006_emailaddress_lower','2026-11-29 21:58:31.587276');
INSERT INTO "django_migrations" VALUES(10,'account','0007_emailaddress_idx_email','2026-11-29 21:58:31.597925');
INSERT INTO "django_migrations" VALUES(11,'account','0008_emailaddress_unique_primary_email_fixup','2026-11-29 21:58:31.606012');
INSERT INTO "django_migrations" VALUES(12,'account','0009_emailaddress_unique_primary_email','2026-11-29 21:58:31.610450');
INSERT INTO "django_migrations" VALUES(13,'approvals','0001_initial','2026-11-29 21:58:31.613823');
INSERT INTO "django_migrations" VALUES(14,'contenttypes','0002_remove_content_type_name','2026-11-29 21:58:31.625410');
INSERT INTO "django_migrations" VALUES(15,'auth','0002_alter_permission_name_max_length','2026-11-29 21:58:31.632084');
INSERT INTO "django_migrations" VALUES(16,'auth','0003_alter_user_email_max_length','2026-11-29 21:58:31.638631');
INSERT INTO "django_migrations" VALUES(17,'auth','0004_alter_user_username_opts','2026-11-29 21:58:31.643036');
INSERT INTO "django_migrations" VALUES(18,'auth','0005_alter_user_last_login_null','2026-11-29 21:58:31.649388');
INSERT INTO "django_migrations" VALUES(19,'auth','0006_require_contenttypes_0002','2026-11-29 21:58:31.650368');
INSERT INTO "django_migrations" VALUES(20,'auth','0007_alter_validators_add_error_messages','2026-11-29 21:58:31.656042');
INSERT INTO "django_migrations" VALUES(21,'auth','0008_alter_user_username_max_length','2026-11-29 21:58:31.662305');
INSERT INTO "django_migrations" VALUES(22,'auth','0009_alter_user_last_name_max_length','2026-11-29 21:58:31.668338');
INSERT INTO "django_migrations" VALUES(23,'auth','0010_alter_group_name_max_length','2026-11-29 21:58:31.675546');
INSERT INTO "django_migrations" VALUES(24,'auth','0011_update_proxy_permissions','2026-11-29 21:58:31.682019');
INSERT INTO "django_migrations" VALUES(25,'auth','0012_alter_user_first_name_max_length','2026-11-29 21:58:31.688446');
INSERT INTO "django_migrations" VALUES(26,'catalog','0001_initial','2026-11-29 21:58:31.865004');
INSERT INTO "django_migrations" VALUES(27,'orders','0001_initial_0_7','2026-11-29 21:58:32.083140');
INSERT INTO "django_migrations" VALUES(28,'care','0001_initial','2026-11-29 21:58:32.317291');
INSERT INTO "django_migrations" VALUES(29,'payments','0001_initial','2026-11-29 21:58:32.633969');
INSERT INTO "django_migrations" VALUES(30,'checkout','0001_initial','2026-11-29 21:58:32.657221');
INSERT INTO "django_migrations" VALUES(31,'desk','0001_initial','2026-11-29 21:58:32.703257');
INSERT INTO "django_migrations" VALUES(32,'django_tasks_database','0001_initial','2026-11-29 21:58:32.705910');
INSERT INTO "django_migrations" VALUES(33,'django_tasks_database','0002_alter_dbtaskresult_options','2026-11-29 21:58:32.708156');
INSERT INTO "django_migrations" VALUES(34,'django_tasks_database','0003_dbtaskresult_enqueued_at_dbtaskresult_finished_at','2026-11-29 21:58:32.717164');
INSERT INTO "django_migrations" VALUES(35,'django_tasks_database','0004_dbtaskresult_started_at','2026-11-29 21:58:32.720451');
INSERT INTO "django_migrations" VALUES(36,'django_tasks_database','0005_alter_dbtaskresult_priority_and_more','2026-11-29 21:58:32.732826');
INSERT INTO "django_migrations" VALUES(37,'django_tasks_database','0006_alter_dbtaskresult_args_kwargs_and_more','2026-11-29 21:58:32.748700');
INSERT INTO "django_migrations" VALUES(38,'django_tasks_database','0007_add_separate_results_fields','2026-11-29 21:58:32.754509');
INSERT INTO "django_migrations" VALUES(39,'django_tasks_database','0008_separate_results_field','2026-11-29 21:58:32.779580');
INSERT INTO "django_migrations" VALUES(40,'django_tasks_database','0009_remove_results_field','2026-11-29 21:58:32.787011');
INSERT INTO "django_migrations" VALUES(41,'django_tasks_database','0010_alter_dbtaskresult_status','2026-11-29 21:58:32.794089');
INSERT INTO "django_migrations" VALUES(42,'django_tasks_database','0011_rename_complete_status','2026-11-29 21:58:32.819401');
INSERT INTO "django_migrations" VALUES(43,'django_tasks_database','0012_add_separate_exception_fields','2026-11-29 21:58:32.832788');
INSERT INTO "django_migrations" VALUES(44,'django_tasks_database','0013_separate_exception_fields','2026-11-29 21:58:32.856875');
INSERT INTO "django_migrations" VALUES(45,'django_tasks_database','0014_remove_dbtaskresult_exception_data','2026-11-29 21:58:32.864510');
INSERT INTO "django_migrations" VALUES(46,'django_tasks_database','0015_correctly_order_run_after','2026-11-29 21:58:32.867056');
INSERT INTO "django_migrations" VALUES(47,'django_tasks_database','0016_remove_dbtaskresult_django_task_new_ordering_idx_and_more','2026-11-29 21:58:32.928501');
INSERT INTO "django_migrations" VALUES(48,'django_tasks_database','0017_dbtaskresult_metadata','2026-11-29 21:58:32.936967');
INSERT INTO "django_migrations" VALUES(49,'django_tasks_database','0018_rename_succeeded_status','2026-11-29 21:58:32.970007');
INSERT INTO "django_migrations" VALUES(50,'django_tasks_database','0019_rename_django_task_new_ordering_idx_tasks_db_new_ordering_idx_and_more','2026-11-29 21:58:32.996697');
INSERT INTO "django_migrations" VALUES(51,'django_tasks_database','0020_update_db_task_result_ordering','2026-11-29 21:58:33.002884');
INSERT INTO "django_migrations" VALUES(52,'django_tasks_database','0021_conditional_partial_index_ordering','2026-11-29 21:58:33.009103');
INSERT INTO "django_migrations" VALUES(53,'fulfillment','0001_initial','2026-11-29 21:58:34.092659');
INSERT INTO "django_migrations" VALUES(54,'mfa','0001_initial','2026-11-29 21:58:34.131814');
INSERT INTO "django_migrations" VALUES(55,'mfa','0002_authenticator_timestamps','2026-11-29 21:58:34.154641');
INSERT INTO "django_migrations" VALUES(56,'mfa','0003_authenticator_type_uniq','2026-11-29 21:58:34.182816');
INSERT INTO "django_migrations" VALUES(57,'notifications','0001_initial','2026-11-29 21:58:34.525879');
INSERT INTO "django_migrations" VALUES(58,'operations','0001_initial','2026-11-29 21:58:34.528933');
INSERT INTO "django_migrations" VALUES(59,'publishing','0001_initial','2026-11-29 21:58:34.571949');
INSERT INTO "django_migrations" VALUES(60,'scanning','0001_initial','2026-11-29 21:58:34.576472');
INSERT INTO "django_migrations" VALUES(61,'scorecard','0001_initial','2026-11-29 21:58:34.656071');
INSERT INTO "django_migrations" VALUES(62,'sessions','0001_initial','2026-11-29 21:58:34.659278');
INSERT INTO "django_migrations" VALUES(63,'usersessions','0001_initial','2026-11-29 21:58:34.698870');
INSERT INTO "django_migrations" VALUES(64,'worklist','0001_initial','2026-11-29 21:58:34.740207');
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);
CREATE TABLE "django_tasks_database_dbtaskresult" ("id" char(32) NOT NULL PRIMARY KEY, "args_kwargs" text NOT NULL CHECK ((JSON_VALID("args_kwargs") OR "args_kwargs" IS NULL)), "priority" integer NOT NULL, "task_path" text NOT NULL, "queue_name" varchar(32) NOT NULL, "backend_name" varchar(32) NOT NULL, "run_after" datetime NOT NULL, "enqueued_at" datetime NOT NULL, "finished_at" datetime NULL, "started_at" datetime NULL, "return_value" text NULL CHECK ((JSON_VALID("return_value") OR "return_value" IS NULL)), "exception_class_path" text NOT NULL, "traceback" text NOT NULL, "worker_ids" text NOT NULL CHECK ((JSON_VALID("worker_ids") OR "worker_ids" IS NULL)), "status" varchar(10) NOT NULL, CONSTRAINT "priority_range" CHECK ("priority" BETWEEN -100 AND 100));
CREATE TABLE "fulfillment_carrieroutage" ("carrier" varchar(30) NOT NULL PRIMARY KEY, "since" datetime NOT NULL, "last_at" datetime NOT NULL, "carrier_text" text NOT NULL);
CREATE TABLE "fulfillment_closure" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "place" varchar(10) NOT NULL, "first_on" date NOT NULL, "last_on" date NOT NULL, "why" varchar(200) NOT NULL, "entered_at" datetime NOT NULL, "by" varchar(100) NOT NULL, "is_off" bool NOT NULL, "note" varchar(300) NOT NULL, "replaces_id" bigint NULL UNIQUE REFERENCES "fulfillment_closure" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "closure_begins_before_it_ends" CHECK ("first_on" <= ("last_on")), CONSTRAINT "closure_taken_back_was_entered" CHECK (("replaces_id" IS NOT NULL OR NOT "is_off")));
CREATE TABLE "fulfillment_closurejob" ("closure_id" bigint NOT NULL PRIMARY KEY REFERENCES "fulfillment_closure" ("id") DEFERRABLE INITIALLY DEFERRED, "done_through" bigint NOT NULL, "total" integer unsigned NOT NULL CHECK ("total" >= 0), "looked_at" integer unsigned NOT NULL CHECK ("looked_at" >= 0), "moved" integer unsigned NOT NULL CHECK ("moved" >= 0), "ended_at" datetime NULL);
CREATE TABLE "fulfillment_counterreceipt" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "file" varchar(200) NOT NULL, "digest" varchar(64) NOT NULL UNIQUE, "by" varchar(100) NOT NULL, "at" datetime NOT NULL, "label_id" bigint NOT NULL UNIQUE REFERENCES "fulfillment_label" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "fulfillment_crossing" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "value_cents" bigint unsigned NULL CHECK ("value_cents" >= 0), "permit" varchar(60) NOT NULL, "scanned_at" datetime NULL, "scanned_by" varchar(100) NOT NULL, "checked_at" datetime NULL, "checked_by" varchar(100) NOT NULL, "line_id" bigint NOT NULL UNIQUE REFERENCES "orders_line" ("id") DEFERRABLE INITIALLY DEFERRED, "transfer_id" bigint NOT NULL REFERENCES "fulfillment_transfer" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "fulfillment_crossingcheck" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "outcome" varchar(10) NOT NULL, "words" varchar(300) NOT NULL, "in_the_box" varchar(300) NOT NULL, "at" datetime NOT NULL, "by" varchar(100) NOT NULL, "crossing_id" bigint NOT NULL REFERENCES "fulfillment_crossing" ("id") DEFERRABLE INITIALLY DEFERRED, "line_id" bigint NOT NULL REFERENCES "orders_line" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "crossing_check_outcome_known" CHECK ("outcome" IN ('right', 'damaged', 'wrong', 'missing')));
CREATE TABLE "fulfillment_crossingphoto" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "file" varchar(200) NOT NULL, "digest" varchar(64) NOT NULL, "by" varchar(100) NOT NULL, "at" datetime NOT NULL, "check_of_id" bigint NOT NULL REFERENCES "fulfillment_crossingcheck" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "crossing_photo_once" UNIQUE ("check_of_id", "digest"));
CREATE TABLE "fulfillment_delay" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" integer unsigned NOT NULL CHECK ("number" >= 0), "old_by" date NOT NULL, "new_by" date NULL, "arrives_from" date NULL, "arrives_by" date NULL, "why" varchar(300) NOT NULL, "steps" text NOT NULL CHECK ((JSON_VALID("steps") OR "steps" IS NULL)), "silence" varchar(10) NOT NULL, "found_at" datetime NOT NULL, "notice_by" datetime NOT NULL, "decides_at" datetime NOT NULL, "answer" varchar(10) NOT NULL, "answered_at" datetime NULL, "outcome" varchar(10) NOT NULL, "ended_at" datetime NULL, "refund_due_on" date NULL, "order_id" bigint NOT NULL REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, "standing_id" bigint NOT NULL REFERENCES "fulfillment_promisestatus" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "delay_round_once" UNIQUE ("standing_id", "number"));
CREATE TABLE "fulfillment_label" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "not_before" datetime NOT NULL, "attempts" integer unsigned NOT NULL CHECK ("attempts" >= 0), "problem" text NOT NULL, "reference" varchar(35) NOT NULL UNIQUE, "carrier" varchar(30) NOT NULL, "state" varchar(10) NOT NULL, "by" varchar(100) NOT NULL, "asked_at" datetime NOT NULL, "number" varchar(40) NOT NULL, "service" varchar(60) NOT NULL, "file" varchar(200) NOT NULL, "cents" integer unsigned NULL CHECK ("cents" >= 0), "signature" varchar(60) NOT NULL, "declared_cents" bigint unsigned NULL CHECK ("declared_cents" >= 0), "ended_at" datetime NULL, "parcel_id" bigint NOT NULL REFERENCES "fulfillment_parcel" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "label_state_known" CHECK ("state" IN ('asked', 'unsure', 'bought', 'refused', 'voiding', 'voided', 'lost')));
INSERT INTO "fulfillment_label" VALUES(1,'2026-11-23 17:00:00',0,'','T-23456-789AB-1.1','fedex','bought','staff:pat','2026-11-23 17:00:00','794983950610','','',NULL,'',NULL,NULL,1);
CREATE TABLE "fulfillment_packingphoto" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "file" varchar(200) NOT NULL, "digest" varchar(64) NOT NULL, "by" varchar(100) NOT NULL, "at" datetime NOT NULL, "parcel_id" bigint NOT NULL REFERENCES "fulfillment_parcel" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "packing_photo_once" UNIQUE ("parcel_id", "digest"));
CREATE TABLE "fulfillment_parcel" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(30) NOT NULL UNIQUE, "by" varchar(100) NOT NULL, "taken_at" datetime NOT NULL, "passed" text NOT NULL CHECK ((JSON_VALID("passed") OR "passed" IS NULL)), "set_aside_at" datetime NULL, "set_aside_why" varchar(500) NOT NULL, "grams" integer unsigned NULL CHECK ("grams" >= 0), "length_mm" integer unsigned NULL CHECK ("length_mm" >= 0), "width_mm" integer unsigned NULL CHECK ("width_mm" >= 0), "height_mm" integer unsigned NULL CHECK ("height_mm" >= 0), "seal" varchar(40) NOT NULL, "closed_at" datetime NULL, "carrier" varchar(30) NOT NULL, "carrier_reason" varchar(300) NOT NULL, "left_at" datetime NULL, "left_how" varchar(200) NOT NULL, "status" varchar(20) NOT NULL, "status_at" datetime NULL, "exception_kind" varchar(20) NOT NULL, "exception_text" varchar(300) NOT NULL, "exception_place" varchar(120) NOT NULL, "exception_at" datetime NULL, "delivered_at" datetime NULL, "signed_by" varchar(100) NOT NULL, "expected_on" date NULL, "transit_days" integer unsigned NULL CHECK ("transit_days" >= 0), "asked_at" datetime NULL, "proof" varchar(200) NOT NULL, "proof_asked_at" datetime NULL, "order_id" bigint NOT NULL REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "parcel_status_known" CHECK ("status" IN ('announced', 'accepted', 'moving', 'delayed', 'missing', 'damaged', 'lost', 'elsewhere', 'out_for_delivery', 'attempted', 'held', 'returning', 'returned', 'delivered', 'unsigned', 'cancelled')));
INSERT INTO "fulfillment_parcel" VALUES(1,'T-23456-789AB-1','staff:pat','2026-11-23 17:00:00','[]',NULL,'',NULL,NULL,NULL,NULL,'',NULL,'','',NULL,'','moving',NULL,'','','',NULL,NULL,'',NULL,NULL,NULL,'',NULL,1);
CREATE TABLE "fulfillment_parcelback" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(35) NOT NULL UNIQUE, "opened_at" datetime NOT NULL, "opened_by" varchar(100) NOT NULL, "grams" integer unsigned NULL CHECK ("grams" >= 0), "length_mm" integer unsigned NULL CHECK ("length_mm" >= 0), "width_mm" integer unsigned NULL CHECK ("width_mm" >= 0), "height_mm" integer unsigned NULL CHECK ("height_mm" >= 0), "packed_at" datetime NULL, "packed_by" varchar(100) NOT NULL, "carrier" varchar(30) NOT NULL, "carrier_reason" varchar(300) NOT NULL, "label" varchar(10) NOT NULL, "not_before" datetime NULL, "attempts" integer unsigned NOT NULL CHECK ("attempts" >= 0), "problem" text NOT NULL, "number" varchar(40) NOT NULL, "by_hand_why" varchar(300) NOT NULL, "service" varchar(60) NOT NULL, "file" varchar(200) NOT NULL, "cents" integer unsigned NULL CHECK ("cents" >= 0), "signature" varchar(60) NOT NULL, "declared_cents" bigint unsigned NULL CHECK ("declared_cents" >= 0), "left_at" datetime NULL, "left_how" varchar(200) NOT NULL, "status" varchar(20) NOT NULL, "tracked_at" datetime NULL, "delivered_at" datetime NULL, "signed_by" varchar(100) NOT NULL, "ended_at" datetime NULL, "ended_how" varchar(20) NOT NULL, "ended_sentence" varchar(300) NOT NULL, "returned_id" bigint NOT NULL REFERENCES "fulfillment_return" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "parcel_back_label_known" CHECK ("label" IN ('', 'asked', 'bought', 'failed')), CONSTRAINT "parcel_back_end_known" CHECK ("ended_how" IN ('', 'delivered', 'came_back', 'lost', 'nothing')));
CREATE TABLE "fulfillment_parcelline" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "scanned_at" datetime NULL, "out" bool NOT NULL, "line_id" bigint NOT NULL REFERENCES "orders_line" ("id") DEFERRABLE INITIALLY DEFERRED, "parcel_id" bigint NOT NULL REFERENCES "fulfillment_parcel" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "fulfillment_parcelline" VALUES(1,'2026-11-23 17:00:00',0,2,1);
CREATE TABLE "fulfillment_pickup" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "carrier" varchar(30) NOT NULL, "on" date NOT NULL, "parcels" integer unsigned NOT NULL CHECK ("parcels" >= 0), "by" varchar(100) NOT NULL, "asked_at" datetime NOT NULL, "confirmation" varchar(60) NOT NULL, "problem" varchar(500) NOT NULL, "ended_at" datetime NULL);
CREATE TABLE "fulfillment_promisestatus" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "warehouse" varchar(2) NOT NULL, "ship_by" date NOT NULL, "arrives_from" date NOT NULL, "arrives_by" date NOT NULL, "unknown_why" varchar(200) NOT NULL, "rounds" integer unsigned NOT NULL CHECK ("rounds" >= 0), "shipped_at" datetime NULL, "ended_at" datetime NULL, "order_id" bigint NOT NULL REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "standing_once" UNIQUE ("order_id", "warehouse"));
CREATE TABLE "fulfillment_return" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(40) NOT NULL UNIQUE, "request_key" varchar(12) NOT NULL, "opened_at" datetime NOT NULL, "reason" varchar(300) NOT NULL, "may_resend" bool NOT NULL, "answer_by" datetime NULL, "answer" varchar(10) NOT NULL, "answered_at" datetime NULL, "answered_by" varchar(100) NOT NULL, "refund_asked_at" datetime NULL, "send_by" date NULL, "shipped_at" datetime NULL, "arrived_at" datetime NULL, "received_at" datetime NULL, "received_by" varchar(100) NOT NULL, "ended_at" datetime NULL, "ended_how" varchar(20) NOT NULL, "order_id" bigint NOT NULL REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, "parcel_id" bigint NULL UNIQUE REFERENCES "fulfillment_parcel" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "return_answer_known" CHECK ("answer" IN ('', 'resend', 'cancel')));
CREATE TABLE "fulfillment_returnedpiece" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "condition" varchar(10) NOT NULL, "note" varchar(300) NOT NULL, "scanned_at" datetime NULL, "line_id" bigint NOT NULL REFERENCES "orders_line" ("id") DEFERRABLE INITIALLY DEFERRED, "returned_id" bigint NOT NULL REFERENCES "fulfillment_return" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "returned_condition_known" CHECK ("condition" IN ('', 'sound', 'damaged', 'missing')), CONSTRAINT "returned_piece_once" UNIQUE ("returned_id", "line_id"));
CREATE TABLE "fulfillment_returnlabel" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "not_before" datetime NOT NULL, "attempts" integer unsigned NOT NULL CHECK ("attempts" >= 0), "problem" text NOT NULL, "reference" varchar(35) NOT NULL UNIQUE, "carrier" varchar(30) NOT NULL, "state" varchar(10) NOT NULL, "asked_at" datetime NOT NULL, "number" varchar(40) NOT NULL, "service" varchar(60) NOT NULL, "file" varchar(200) NOT NULL, "cents" integer unsigned NULL CHECK ("cents" >= 0), "bought_at" datetime NULL, "usable_until" datetime NULL, "tracked_at" datetime NULL, "returned_id" bigint NOT NULL REFERENCES "fulfillment_return" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "return_label_state_known" CHECK ("state" IN ('asked', 'bought', 'failed')));
CREATE TABLE "fulfillment_returnphoto" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "file" varchar(200) NOT NULL, "digest" varchar(64) NOT NULL, "by" varchar(100) NOT NULL, "at" datetime NOT NULL, "parcel_back_id" bigint NULL REFERENCES "fulfillment_parcelback" ("id") DEFERRABLE INITIALLY DEFERRED, "returned_id" bigint NOT NULL REFERENCES "fulfillment_return" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "return_photo_once" UNIQUE ("returned_id", "digest"));
CREATE TABLE "fulfillment_scan" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "carrier" varchar(30) NOT NULL, "number" varchar(40) NOT NULL, "digest" varchar(64) NOT NULL UNIQUE, "status" varchar(20) NOT NULL, "code" varchar(20) NOT NULL, "carrier_text" varchar(300) NOT NULL, "at" datetime NULL, "place" varchar(120) NOT NULL, "signed_by" varchar(100) NOT NULL, "expected_on" date NULL, "raw" text NOT NULL CHECK ((JSON_VALID("raw") OR "raw" IS NULL)), "held" text NOT NULL CHECK ((JSON_VALID("held") OR "held" IS NULL)), "facts" text NOT NULL CHECK ((JSON_VALID("facts") OR "facts" IS NULL)), "heard_at" datetime NOT NULL, "how" varchar(10) NOT NULL);
INSERT INTO "fulfillment_scan" VALUES(1,'fedex','794983950610','cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','moving','IT','In transit','2026-11-23 17:00:00','Newark, NJ','',NULL,'{}','{}','{}','2026-11-23 17:00:00','asked');
CREATE TABLE "fulfillment_shelflocation" ("item_id" bigint NOT NULL PRIMARY KEY REFERENCES "catalog_item" ("id") DEFERRABLE INITIALLY DEFERRED, "shelf" varchar(20) NOT NULL, "at" datetime NOT NULL, "by" varchar(100) NOT NULL);
CREATE TABLE "fulfillment_transfer" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(20) NOT NULL UNIQUE, "made_at" datetime NOT NULL, "by" varchar(100) NOT NULL, "carrier" varchar(30) NOT NULL, "number" varchar(40) NOT NULL, "dispatched_at" datetime NULL, "at_customs_at" datetime NULL, "cleared_at" datetime NULL, "landed_at" datetime NULL, "expected_on" date NULL, "late_why" varchar(200) NOT NULL, "unknown" bool NOT NULL, "ended_at" datetime NULL);
CREATE TABLE "mfa_authenticator" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "type" varchar(20) NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "created_at" datetime NOT NULL, "last_used_at" datetime NULL);
CREATE TABLE "notifications_mailallowance" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "purpose" varchar(20) NOT NULL, "scope" varchar(10) NOT NULL, "key" varchar(64) NOT NULL, "day" date NOT NULL, "used" integer unsigned NOT NULL CHECK ("used" >= 0), CONSTRAINT "mail_allowance_once" UNIQUE ("purpose", "scope", "key", "day"));
CREATE TABLE "notifications_notification" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "not_before" datetime NOT NULL, "attempts" integer unsigned NOT NULL CHECK ("attempts" >= 0), "problem" text NOT NULL, "about" varchar(40) NOT NULL, "kind" varchar(30) NOT NULL, "message_id" varchar(200) NOT NULL UNIQUE, "to" varchar(254) NOT NULL, "subject" varchar(200) NOT NULL, "text" text NOT NULL, "html" text NOT NULL, "in_reply_to" varchar(260) NOT NULL, "thread" text NOT NULL, "written_at" datetime NOT NULL, "sent_at" datetime NULL, "refused_at" datetime NULL, "event_id" bigint NULL REFERENCES "orders_event" ("id") DEFERRABLE INITIALLY DEFERRED, "item_event_id" bigint NULL REFERENCES "catalog_itemevent" ("id") DEFERRABLE INITIALLY DEFERRED, "search_id" bigint NULL REFERENCES "notifications_savedsearch" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "notice_once" UNIQUE ("event_id", "kind"), CONSTRAINT "notice_of_item_once" UNIQUE ("item_event_id", "kind"), CONSTRAINT "notice_of_search_once" UNIQUE ("search_id", "kind", "about"));
INSERT INTO "notifications_notification" VALUES(1,'2026-11-23 17:00:00',0,'','','confirmation','<one@example.com>','ann@example.com','Order','Thank you.','<p>Thank you.</p>','','','2026-11-23 17:00:00','2026-11-23 17:00:00',NULL,1,NULL,NULL);
CREATE TABLE "notifications_resend" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "not_before" datetime NOT NULL, "attempts" integer unsigned NOT NULL CHECK ("attempts" >= 0), "problem" text NOT NULL, "asked_at" datetime NOT NULL, "sent_at" datetime NULL, "refused_at" datetime NULL, "notice_id" bigint NOT NULL REFERENCES "notifications_notification" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "notifications_savedsearch" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(60) NOT NULL UNIQUE, "email" varchar(254) NOT NULL, "asked" varchar(1000) NOT NULL, "saved_at" datetime NOT NULL, "confirmed_at" datetime NULL, "ended_at" datetime NULL, "told_until" datetime NOT NULL, "checked_at" datetime NOT NULL);
CREATE TABLE "notifications_sentcopy" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "provider" varchar(40) NOT NULL, "provider_id" varchar(300) NOT NULL, "handed_over_at" datetime NULL, "delivered_at" datetime NULL, "bounced_at" datetime NULL, "complained_at" datetime NULL, "reason" varchar(300) NOT NULL, "notice_id" bigint NOT NULL REFERENCES "notifications_notification" ("id") DEFERRABLE INITIALLY DEFERRED, "repeat_id" bigint NULL UNIQUE REFERENCES "notifications_resend" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "notifications_unmatchedreport" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "provider" varchar(40) NOT NULL, "provider_id" varchar(300) NOT NULL, "kind" varchar(20) NOT NULL, "at" datetime NOT NULL, "server_response" varchar(300) NOT NULL, "received_at" datetime NOT NULL, CONSTRAINT "unmatched_report_once" UNIQUE ("provider", "provider_id", "kind"));
CREATE TABLE "operations_heartbeat" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "worker" varchar(100) NOT NULL UNIQUE, "since" datetime NOT NULL, "at" datetime NOT NULL);
CREATE TABLE "orders_event" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(40) NOT NULL, "at" datetime NOT NULL, "by" varchar(100) NOT NULL, "facts" text NOT NULL CHECK ((JSON_VALID("facts") OR "facts" IS NULL)), "line_id" bigint NULL REFERENCES "orders_line" ("id") DEFERRABLE INITIALLY DEFERRED, "order_id" bigint NOT NULL REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "orders_event" VALUES(1,'order.placed','2026-11-23 17:00:00','staff:pat','{"sentence": "order.placed"}',NULL,1);
INSERT INTO "orders_event" VALUES(2,'order.held','2026-11-23 17:00:00','staff:pat','{"sentence": "order.held"}',NULL,1);
INSERT INTO "orders_event" VALUES(3,'order.released','2026-11-23 17:00:00','staff:pat','{"sentence": "order.released"}',NULL,1);
INSERT INTO "orders_event" VALUES(4,'order.cancelled','2026-11-23 17:00:00','staff:pat','{"sentence": "order.cancelled"}',NULL,1);
INSERT INTO "orders_event" VALUES(5,'order.partly_cancelled','2026-11-23 17:00:00','staff:pat','{"sentence": "order.partly_cancelled"}',NULL,1);
INSERT INTO "orders_event" VALUES(6,'line.placed','2026-11-23 17:00:00','staff:pat','{"sentence": "line.placed"}',NULL,1);
INSERT INTO "orders_event" VALUES(7,'line.placed_in_japan','2026-11-23 17:00:00','staff:pat','{"sentence": "line.placed_in_japan"}',NULL,1);
INSERT INTO "orders_event" VALUES(8,'line.dispatched','2026-11-23 17:00:00','staff:pat','{"sentence": "line.dispatched"}',NULL,1);
INSERT INTO "orders_event" VALUES(9,'line.arrived','2026-11-23 17:00:00','staff:pat','{"sentence": "line.arrived"}',NULL,1);
INSERT INTO "orders_event" VALUES(10,'line.processed','2026-11-23 17:00:00','staff:pat','{"sentence": "line.processed"}',NULL,1);
INSERT INTO "orders_event" VALUES(11,'line.shipped','2026-11-23 17:00:00','staff:pat','{"sentence": "line.shipped"}',NULL,1);
INSERT INTO "orders_event" VALUES(12,'line.delivered','2026-11-23 17:00:00','staff:pat','{"sentence": "line.delivered"}',NULL,1);
INSERT INTO "orders_event" VALUES(13,'line.cancelled','2026-11-23 17:00:00','staff:pat','{"sentence": "line.cancelled"}',NULL,1);
INSERT INTO "orders_event" VALUES(14,'line.lost','2026-11-23 17:00:00','staff:pat','{"sentence": "line.lost"}',NULL,1);
INSERT INTO "orders_event" VALUES(15,'line.found','2026-11-23 17:00:00','staff:pat','{"sentence": "line.found"}',NULL,1);
INSERT INTO "orders_event" VALUES(16,'line.returned','2026-11-23 17:00:00','staff:pat','{"sentence": "line.returned"}',NULL,1);
INSERT INTO "orders_event" VALUES(17,'line.requeued','2026-11-23 17:00:00','staff:pat','{"sentence": "line.requeued"}',NULL,1);
INSERT INTO "orders_event" VALUES(18,'line.returned_to_buyer','2026-11-23 17:00:00','staff:pat','{"sentence": "line.returned_to_buyer"}',NULL,1);
INSERT INTO "orders_event" VALUES(19,'line.restocked','2026-11-23 17:00:00','staff:pat','{"sentence": "line.restocked"}',NULL,1);
INSERT INTO "orders_event" VALUES(20,'payment.authorized','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.authorized"}',NULL,1);
INSERT INTO "orders_event" VALUES(21,'payment.review_opened','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.review_opened"}',NULL,1);
INSERT INTO "orders_event" VALUES(22,'payment.review_approved','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.review_approved"}',NULL,1);
INSERT INTO "orders_event" VALUES(23,'payment.review_declined','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.review_declined"}',NULL,1);
INSERT INTO "orders_event" VALUES(24,'payment.review_expired','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.review_expired"}',NULL,1);
INSERT INTO "orders_event" VALUES(25,'payment.captured','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.captured"}',NULL,1);
INSERT INTO "orders_event" VALUES(26,'payment.voided','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.voided"}',NULL,1);
INSERT INTO "orders_event" VALUES(27,'payment.refunded','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.refunded"}',NULL,1);
INSERT INTO "orders_event" VALUES(28,'payment.operation_failed','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.operation_failed"}',NULL,1);
INSERT INTO "orders_event" VALUES(29,'payment.authorization_expiring','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.authorization_expiring"}',NULL,1);
INSERT INTO "orders_event" VALUES(30,'payment.authorization_expired','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.authorization_expired"}',NULL,1);
INSERT INTO "orders_event" VALUES(31,'payment.requested_again','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.requested_again"}',NULL,1);
INSERT INTO "orders_event" VALUES(32,'payment.authorized_again','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.authorized_again"}',NULL,1);
INSERT INTO "orders_event" VALUES(33,'payment.disputed','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.disputed"}',NULL,1);
INSERT INTO "orders_event" VALUES(34,'payment.dispute_closed','2026-11-23 17:00:00','staff:pat','{"sentence": "payment.dispute_closed"}',NULL,1);
INSERT INTO "orders_event" VALUES(35,'refund.owed','2026-11-23 17:00:00','staff:pat','{"sentence": "refund.owed"}',NULL,1);
INSERT INTO "orders_event" VALUES(36,'refund.blocked','2026-11-23 17:00:00','staff:pat','{"sentence": "refund.blocked"}',NULL,1);
INSERT INTO "orders_event" VALUES(37,'refund.approval_requested','2026-11-23 17:00:00','staff:pat','{"sentence": "refund.approval_requested"}',NULL,1);
INSERT INTO "orders_event" VALUES(38,'refund.approval_declined','2026-11-23 17:00:00','staff:pat','{"sentence": "refund.approval_declined"}',NULL,1);
INSERT INTO "orders_event" VALUES(39,'tax.reviewed','2026-11-23 17:00:00','staff:pat','{"sentence": "tax.reviewed"}',NULL,1);
INSERT INTO "orders_event" VALUES(40,'confirmation.sent','2026-11-23 17:00:00','staff:pat','{"sentence": "confirmation.sent"}',NULL,1);
INSERT INTO "orders_event" VALUES(41,'confirmation.resent','2026-11-23 17:00:00','staff:pat','{"sentence": "confirmation.resent"}',NULL,1);
INSERT INTO "orders_event" VALUES(42,'confirmation.delivered','2026-11-23 17:00:00','staff:pat','{"sentence": "confirmation.delivered"}',NULL,1);
INSERT INTO "orders_event" VALUES(43,'confirmation.bounced','2026-11-23 17:00:00','staff:pat','{"sentence": "confirmation.bounced"}',NULL,1);
INSERT INTO "orders_event" VALUES(44,'confirmation.acknowledged','2026-11-23 17:00:00','staff:pat','{"sentence": "confirmation.acknowledged"}',NULL,1);
INSERT INTO "orders_event" VALUES(45,'shipping_notice.sent','2026-11-23 17:00:00','staff:pat','{"sentence": "shipping_notice.sent"}',NULL,1);
INSERT INTO "orders_event" VALUES(46,'delay_notice.sent','2026-11-23 17:00:00','staff:pat','{"sentence": "delay_notice.sent"}',NULL,1);
INSERT INTO "orders_event" VALUES(47,'delay_notice.superseded','2026-11-23 17:00:00','staff:pat','{"sentence": "delay_notice.superseded"}',NULL,1);
INSERT INTO "orders_event" VALUES(48,'letter.bounced','2026-11-23 17:00:00','staff:pat','{"sentence": "letter.bounced"}',NULL,1);
INSERT INTO "orders_event" VALUES(49,'letter.complained','2026-11-23 17:00:00','staff:pat','{"sentence": "letter.complained"}',NULL,1);
INSERT INTO "orders_event" VALUES(50,'promise.delayed','2026-11-23 17:00:00','staff:pat','{"sentence": "promise.delayed"}',NULL,1);
INSERT INTO "orders_event" VALUES(51,'promise.dated','2026-11-23 17:00:00','staff:pat','{"sentence": "promise.dated"}',NULL,1);
INSERT INTO "orders_event" VALUES(52,'promise.brought_forward','2026-11-23 17:00:00','staff:pat','{"sentence": "promise.brought_forward"}',NULL,1);
INSERT INTO "orders_event" VALUES(53,'delay.accepted','2026-11-23 17:00:00','staff:pat','{"sentence": "delay.accepted"}',NULL,1);
INSERT INTO "orders_event" VALUES(54,'delay.order_cancelled','2026-11-23 17:00:00','staff:pat','{"sentence": "delay.order_cancelled"}',NULL,1);
INSERT INTO "orders_event" VALUES(55,'transfer.reached_customs','2026-11-23 17:00:00','staff:pat','{"sentence": "transfer.reached_customs"}',NULL,1);
INSERT INTO "orders_event" VALUES(56,'transfer.cleared_customs','2026-11-23 17:00:00','staff:pat','{"sentence": "transfer.cleared_customs"}',NULL,1);
INSERT INTO "orders_event" VALUES(57,'transfer.reached_warehouse','2026-11-23 17:00:00','staff:pat','{"sentence": "transfer.reached_warehouse"}',NULL,1);
INSERT INTO "orders_event" VALUES(58,'transfer.corrected','2026-11-23 17:00:00','staff:pat','{"sentence": "transfer.corrected"}',NULL,1);
INSERT INTO "orders_event" VALUES(59,'transfer.item_damaged','2026-11-23 17:00:00','staff:pat','{"sentence": "transfer.item_damaged"}',NULL,1);
INSERT INTO "orders_event" VALUES(60,'transfer.item_wrong','2026-11-23 17:00:00','staff:pat','{"sentence": "transfer.item_wrong"}',NULL,1);
INSERT INTO "orders_event" VALUES(61,'transfer.item_missing','2026-11-23 17:00:00','staff:pat','{"sentence": "transfer.item_missing"}',NULL,1);
INSERT INTO "orders_event" VALUES(62,'transfer.item_examined','2026-11-23 17:00:00','staff:pat','{"sentence": "transfer.item_examined"}',NULL,1);
INSERT INTO "orders_event" VALUES(63,'parcel.carrier_changed','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.carrier_changed"}',NULL,1);
INSERT INTO "orders_event" VALUES(64,'parcel.shipped','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.shipped"}',NULL,1);
INSERT INTO "orders_event" VALUES(65,'parcel.shipped_by_hand','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.shipped_by_hand"}',NULL,1);
INSERT INTO "orders_event" VALUES(66,'parcel.shipped_in_error','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.shipped_in_error"}',NULL,1);
INSERT INTO "orders_event" VALUES(67,'parcel.overdue','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.overdue"}',NULL,1);
INSERT INTO "orders_event" VALUES(68,'parcel.looked_up','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.looked_up"}',NULL,1);
INSERT INTO "orders_event" VALUES(69,'parcel.delayed','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.delayed"}',NULL,1);
INSERT INTO "orders_event" VALUES(70,'parcel.missing','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.missing"}',NULL,1);
INSERT INTO "orders_event" VALUES(71,'parcel.damaged','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.damaged"}',NULL,1);
INSERT INTO "orders_event" VALUES(72,'parcel.lost','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.lost"}',NULL,1);
INSERT INTO "orders_event" VALUES(73,'parcel.misdelivered','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.misdelivered"}',NULL,1);
INSERT INTO "orders_event" VALUES(74,'parcel.redirected','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.redirected"}',NULL,1);
INSERT INTO "orders_event" VALUES(75,'parcel.delivery_attempted','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.delivery_attempted"}',NULL,1);
INSERT INTO "orders_event" VALUES(76,'parcel.held_for_pickup','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.held_for_pickup"}',NULL,1);
INSERT INTO "orders_event" VALUES(77,'parcel.delivered','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.delivered"}',NULL,1);
INSERT INTO "orders_event" VALUES(78,'parcel.delivered_unsigned','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.delivered_unsigned"}',NULL,1);
INSERT INTO "orders_event" VALUES(79,'parcel.status_unrecognized','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.status_unrecognized"}',NULL,1);
INSERT INTO "orders_event" VALUES(80,'trace.started','2026-11-23 17:00:00','staff:pat','{"sentence": "trace.started"}',NULL,1);
INSERT INTO "orders_event" VALUES(81,'parcel.returning','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.returning"}',NULL,1);
INSERT INTO "orders_event" VALUES(82,'parcel.returned','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.returned"}',NULL,1);
INSERT INTO "orders_event" VALUES(83,'parcel.checked_in','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.checked_in"}',NULL,1);
INSERT INTO "orders_event" VALUES(84,'parcel.resend_chosen','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.resend_chosen"}',NULL,1);
INSERT INTO "orders_event" VALUES(85,'parcel.resend_started','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.resend_started"}',NULL,1);
INSERT INTO "orders_event" VALUES(86,'parcel.cancel_chosen','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel.cancel_chosen"}',NULL,1);
INSERT INTO "orders_event" VALUES(87,'return.label_bought','2026-11-23 17:00:00','staff:pat','{"sentence": "return.label_bought"}',NULL,1);
INSERT INTO "orders_event" VALUES(88,'return.label_pending','2026-11-23 17:00:00','staff:pat','{"sentence": "return.label_pending"}',NULL,1);
INSERT INTO "orders_event" VALUES(89,'return.label_attached','2026-11-23 17:00:00','staff:pat','{"sentence": "return.label_attached"}',NULL,1);
INSERT INTO "orders_event" VALUES(90,'return.shipped','2026-11-23 17:00:00','staff:pat','{"sentence": "return.shipped"}',NULL,1);
INSERT INTO "orders_event" VALUES(91,'return.arrived','2026-11-23 17:00:00','staff:pat','{"sentence": "return.arrived"}',NULL,1);
INSERT INTO "orders_event" VALUES(92,'return.checked_in','2026-11-23 17:00:00','staff:pat','{"sentence": "return.checked_in"}',NULL,1);
INSERT INTO "orders_event" VALUES(93,'parcel_back.opened','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel_back.opened"}',NULL,1);
INSERT INTO "orders_event" VALUES(94,'parcel_back.shipped','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel_back.shipped"}',NULL,1);
INSERT INTO "orders_event" VALUES(95,'parcel_back.delivered','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel_back.delivered"}',NULL,1);
INSERT INTO "orders_event" VALUES(96,'parcel_back.delivered_unsigned','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel_back.delivered_unsigned"}',NULL,1);
INSERT INTO "orders_event" VALUES(97,'parcel_back.returning','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel_back.returning"}',NULL,1);
INSERT INTO "orders_event" VALUES(98,'parcel_back.returned','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel_back.returned"}',NULL,1);
INSERT INTO "orders_event" VALUES(99,'parcel_back.lost','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel_back.lost"}',NULL,1);
INSERT INTO "orders_event" VALUES(100,'parcel_back.misdelivered','2026-11-23 17:00:00','staff:pat','{"sentence": "parcel_back.misdelivered"}',NULL,1);
INSERT INTO "orders_event" VALUES(101,'cancellation.requested','2026-11-23 17:00:00','staff:pat','{"sentence": "cancellation.requested"}',NULL,1);
INSERT INTO "orders_event" VALUES(102,'cancellation.held','2026-11-23 17:00:00','staff:pat','{"sentence": "cancellation.held"}',NULL,1);
INSERT INTO "orders_event" VALUES(103,'cancellation.accepted','2026-11-23 17:00:00','staff:pat','{"sentence": "cancellation.accepted"}',NULL,1);
INSERT INTO "orders_event" VALUES(104,'cancellation.refused','2026-11-23 17:00:00','staff:pat','{"sentence": "cancellation.refused"}',NULL,1);
INSERT INTO "orders_event" VALUES(105,'cancellation.withdrawn','2026-11-23 17:00:00','staff:pat','{"sentence": "cancellation.withdrawn"}',NULL,1);
INSERT INTO "orders_event" VALUES(106,'cancellation.made_by_care','2026-11-23 17:00:00','staff:pat','{"sentence": "cancellation.made_by_care"}',NULL,1);
INSERT INTO "orders_event" VALUES(107,'claim.period_opened','2026-11-23 17:00:00','staff:pat','{"sentence": "claim.period_opened"}',NULL,1);
INSERT INTO "orders_event" VALUES(108,'claim.reported','2026-11-23 17:00:00','staff:pat','{"sentence": "claim.reported"}',NULL,1);
INSERT INTO "orders_event" VALUES(109,'claim.filed','2026-11-23 17:00:00','staff:pat','{"sentence": "claim.filed"}',NULL,1);
INSERT INTO "orders_event" VALUES(110,'claim.refused','2026-11-23 17:00:00','staff:pat','{"sentence": "claim.refused"}',NULL,1);
INSERT INTO "orders_event" VALUES(111,'claim.accepted','2026-11-23 17:00:00','staff:pat','{"sentence": "claim.accepted"}',NULL,1);
INSERT INTO "orders_event" VALUES(112,'claim.redelivery_started','2026-11-23 17:00:00','staff:pat','{"sentence": "claim.redelivery_started"}',NULL,1);
INSERT INTO "orders_event" VALUES(113,'claim.parcel_found','2026-11-23 17:00:00','staff:pat','{"sentence": "claim.parcel_found"}',NULL,1);
INSERT INTO "orders_event" VALUES(114,'claim.parcel_returning','2026-11-23 17:00:00','staff:pat','{"sentence": "claim.parcel_returning"}',NULL,1);
INSERT INTO "orders_event" VALUES(115,'authenticity.reported','2026-11-23 17:00:00','staff:pat','{"sentence": "authenticity.reported"}',NULL,1);
INSERT INTO "orders_event" VALUES(116,'authenticity.return_offered','2026-11-23 17:00:00','staff:pat','{"sentence": "authenticity.return_offered"}',NULL,1);
INSERT INTO "orders_event" VALUES(117,'authenticity.piece_received','2026-11-23 17:00:00','staff:pat','{"sentence": "authenticity.piece_received"}',NULL,1);
INSERT INTO "orders_event" VALUES(118,'authenticity.disproven','2026-11-23 17:00:00','staff:pat','{"sentence": "authenticity.disproven"}',NULL,1);
INSERT INTO "orders_event" VALUES(119,'authenticity.report_refused','2026-11-23 17:00:00','staff:pat','{"sentence": "authenticity.report_refused"}',NULL,1);
INSERT INTO "orders_event" VALUES(120,'damage.reported','2026-11-23 17:00:00','staff:pat','{"sentence": "damage.reported"}',NULL,1);
INSERT INTO "orders_event" VALUES(121,'damage.decided','2026-11-23 17:00:00','staff:pat','{"sentence": "damage.decided"}',NULL,1);
INSERT INTO "orders_event" VALUES(122,'damage.return_requested','2026-11-23 17:00:00','staff:pat','{"sentence": "damage.return_requested"}',NULL,1);
INSERT INTO "orders_event" VALUES(123,'damage.piece_received','2026-11-23 17:00:00','staff:pat','{"sentence": "damage.piece_received"}',NULL,1);
INSERT INTO "orders_event" VALUES(124,'damage.return_expired','2026-11-23 17:00:00','staff:pat','{"sentence": "damage.return_expired"}',NULL,1);
INSERT INTO "orders_event" VALUES(125,'erasure.requested','2026-11-23 17:00:00','staff:pat','{"sentence": "erasure.requested"}',NULL,1);
INSERT INTO "orders_event" VALUES(126,'erasure.withdrawn','2026-11-23 17:00:00','staff:pat','{"sentence": "erasure.withdrawn"}',NULL,1);
INSERT INTO "orders_event" VALUES(127,'mail.received','2026-11-23 17:00:00','staff:pat','{"sentence": "mail.received"}',NULL,1);
INSERT INTO "orders_event" VALUES(128,'mail.received_without_receipt','2026-11-23 17:00:00','staff:pat','{"sentence": "mail.received_without_receipt"}',NULL,1);
INSERT INTO "orders_event" VALUES(129,'care.answered','2026-11-23 17:00:00','staff:pat','{"sentence": "care.answered"}',NULL,1);
INSERT INTO "orders_event" VALUES(130,'upload.infected','2026-11-23 17:00:00','staff:pat','{"sentence": "upload.infected"}',NULL,1);
CREATE TABLE "orders_line" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(200) NOT NULL, "listing" text NOT NULL CHECK ((JSON_VALID("listing") OR "listing" IS NULL)), "warehouse" varchar(2) NOT NULL, "weight_grams" integer unsigned NOT NULL CHECK ("weight_grams" >= 0), "price_cents" bigint unsigned NOT NULL CHECK ("price_cents" >= 0), "tax_cents" bigint unsigned NOT NULL CHECK ("tax_cents" >= 0), "state" varchar(20) NOT NULL, "item_id" bigint NOT NULL REFERENCES "catalog_item" ("id") DEFERRABLE INITIALLY DEFERRED, "order_id" bigint NOT NULL REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "line_state_known" CHECK ("state" IN ('placed', 'in_japan', 'in_transfer', 'processed', 'shipped', 'delivered', 'cancelled', 'lost', 'returned', 'restocked')));
INSERT INTO "orders_line" VALUES(1,'Black bag','{}','us',900,120000,0,'placed',1,1);
INSERT INTO "orders_line" VALUES(2,'Black bag','{}','us',900,120000,0,'placed',2,1);
CREATE TABLE "orders_order" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" varchar(20) NOT NULL UNIQUE, "link_hash" varchar(64) NOT NULL UNIQUE, "checkout_key" varchar(64) NOT NULL UNIQUE, "placed_at" datetime NOT NULL, "method" varchar(30) NOT NULL, "carrier" varchar(30) NOT NULL, "ship_to_state" varchar(2) NOT NULL, "ship_to_zip" varchar(5) NOT NULL, "promises" text NOT NULL CHECK ((JSON_VALID("promises") OR "promises" IS NULL)), "tax" text NOT NULL CHECK ((JSON_VALID("tax") OR "tax" IS NULL)), "agreed" text NOT NULL CHECK ((JSON_VALID("agreed") OR "agreed" IS NULL)), "items_cents" bigint unsigned NOT NULL CHECK ("items_cents" >= 0), "shipping_cents" bigint unsigned NOT NULL CHECK ("shipping_cents" >= 0), "tax_cents" bigint unsigned NOT NULL CHECK ("tax_cents" >= 0), "total_cents" bigint unsigned NOT NULL CHECK ("total_cents" >= 0), "policy_id" varchar(64) NOT NULL REFERENCES "orders_publishedpolicy" ("digest") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "order_ties_out" CHECK ("total_cents" = (("items_cents" + "shipping_cents") + "tax_cents")));
INSERT INTO "orders_order" VALUES(1,'T-23456-789AB','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','2026-11-23 17:00:00','standard','fedex','NY','10013','{}','{}','{}',240000,0,0,240000,'5bdd6efb2e0c26cdf35ae156c763c9d0c3f6bf308b01ef34db71b378aa2daff6');
CREATE TABLE "orders_publication" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "in_force_from" datetime NOT NULL, "published_at" datetime NOT NULL, "proposed_by" varchar(100) NOT NULL, "approved_by" varchar(100) NOT NULL, "policy_id" varchar(64) NOT NULL REFERENCES "orders_publishedpolicy" ("digest") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "published_before_in_force" CHECK ("in_force_from" >= ("published_at")), CONSTRAINT "published_by_two" CHECK (NOT ("proposed_by" = ("approved_by"))));
CREATE TABLE "orders_publishedpolicy" ("digest" varchar(64) NOT NULL PRIMARY KEY, "name" varchar(40) NOT NULL, "effective_on" date NOT NULL, "source" text NOT NULL);
INSERT INTO "orders_publishedpolicy" VALUES('5bdd6efb2e0c26cdf35ae156c763c9d0c3f6bf308b01ef34db71b378aa2daff6','troth-standard','2025-01-01','# The store''s published terms. Every promise that the store makes is one of these values;
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
CREATE TABLE "orders_queueentry" ("order_id" bigint NOT NULL PRIMARY KEY REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, "placed_at" datetime NOT NULL, "cancellable_until" datetime NULL, "holds" integer NOT NULL, "ready_pieces" integer unsigned NOT NULL CHECK ("ready_pieces" >= 0), "claimed" bool NOT NULL);
INSERT INTO "orders_queueentry" VALUES(1,'2026-11-23 17:00:00',NULL,0,1,0);
CREATE TABLE "orders_recipient" ("order_id" bigint NOT NULL PRIMARY KEY REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, "email" varchar(254) NOT NULL, "name" varchar(100) NOT NULL, "phone" varchar(30) NOT NULL, "street" varchar(100) NOT NULL, "street2" varchar(100) NOT NULL, "city" varchar(60) NOT NULL, "hold_at" varchar(20) NOT NULL, "hold_name" varchar(60) NOT NULL, "hold_hours" varchar(200) NOT NULL);
INSERT INTO "orders_recipient" VALUES(1,'ann@example.com','Ann Lee','','12 Grand Street','','New York','','','');
CREATE TABLE "payments_approval" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(60) NOT NULL, "parts" text NOT NULL CHECK ((JSON_VALID("parts") OR "parts" IS NULL)), "amount_cents" bigint unsigned NOT NULL CHECK ("amount_cents" >= 0), "reason" varchar(200) NOT NULL, "by" varchar(100) NOT NULL, "asked_at" datetime NOT NULL, "decided_by" varchar(100) NOT NULL, "decided_at" datetime NULL, "agreed" bool NOT NULL, "payment_id" bigint NOT NULL REFERENCES "payments_payment" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "approval_once" UNIQUE ("payment_id", "key"), CONSTRAINT "approval_by_another" CHECK (NOT ("by" = ("decided_by"))));
CREATE TABLE "payments_dispute" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "provider_id" varchar(255) NOT NULL UNIQUE, "amount_cents" bigint unsigned NOT NULL CHECK ("amount_cents" >= 0), "reason" varchar(60) NOT NULL, "status" varchar(40) NOT NULL, "answer_by" datetime NULL, "opened_at" datetime NOT NULL, "closed_at" datetime NULL, "payment_id" bigint NOT NULL REFERENCES "payments_payment" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "payments_payment" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(64) NOT NULL UNIQUE, "amount_cents" bigint unsigned NOT NULL CHECK ("amount_cents" >= 0), "made_at" datetime NOT NULL, "closes_at" datetime NOT NULL, "session_id" varchar(255) NULL UNIQUE, "session_url" text NOT NULL, "intent_id" varchar(255) NULL UNIQUE, "charge_id" varchar(255) NOT NULL, "state" varchar(20) NOT NULL, "capture_before" datetime NULL, "checks" text NOT NULL CHECK ((JSON_VALID("checks") OR "checks" IS NULL)), "captured_cents" bigint unsigned NOT NULL CHECK ("captured_cents" >= 0), "refunded_cents" bigint unsigned NOT NULL CHECK ("refunded_cents" >= 0), "order_id" bigint NULL UNIQUE REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, "was_for_id" bigint NULL REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, "request_id" bigint NULL REFERENCES "payments_paymentrequest" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "payment_state_known" CHECK ("state" IN ('started', 'authorized', 'captured', 'releasing', 'voided', 'lapsed')), CONSTRAINT "payment_captured_once" CHECK ("captured_cents" <= ("amount_cents")), CONSTRAINT "payment_refunds_within_what_was_captured" CHECK ("refunded_cents" <= ("captured_cents")));
INSERT INTO "payments_payment" VALUES(1,'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk',240000,'2026-11-23 17:00:00','2026-11-23 17:00:00',NULL,'',NULL,'','captured',NULL,'{}',240000,0,1,NULL,NULL);
CREATE TABLE "payments_paymentoperation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "not_before" datetime NOT NULL, "attempts" integer unsigned NOT NULL CHECK ("attempts" >= 0), "problem" text NOT NULL, "kind" varchar(10) NOT NULL, "amount_cents" bigint unsigned NOT NULL CHECK ("amount_cents" >= 0), "key" varchar(100) NOT NULL UNIQUE, "reason" varchar(200) NOT NULL, "parts" text NOT NULL CHECK ((JSON_VALID("parts") OR "parts" IS NULL)), "by" varchar(100) NOT NULL, "asked_at" datetime NOT NULL, "due_on" date NULL, "done_at" datetime NULL, "failed" bool NOT NULL, "reference" varchar(255) NOT NULL, "payment_id" bigint NOT NULL REFERENCES "payments_payment" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "operation_kind_known" CHECK ("kind" IN ('capture', 'void', 'refund')));
INSERT INTO "payments_paymentoperation" VALUES(1,'2026-11-23 17:00:00',0,'','capture',240000,'capture','It ships.','{}','staff:pat','2026-11-23 17:00:00',NULL,'2026-11-23 17:00:00',0,'',1);
CREATE TABLE "payments_paymentrequest" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "reason" varchar(300) NOT NULL, "by" varchar(100) NOT NULL, "asked_at" datetime NOT NULL, "pay_by" datetime NOT NULL, "ended_at" datetime NULL, "outcome" varchar(10) NOT NULL, "order_id" bigint NOT NULL REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "payments_reconciliation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "made_at" datetime NOT NULL, "since" datetime NOT NULL, "until" datetime NOT NULL, "payments" integer unsigned NOT NULL CHECK ("payments" >= 0), "differences" text NOT NULL CHECK ((JSON_VALID("differences") OR "differences" IS NULL)));
CREATE TABLE "payments_webhookevent" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "not_before" datetime NOT NULL, "attempts" integer unsigned NOT NULL CHECK ("attempts" >= 0), "problem" text NOT NULL, "provider_id" varchar(255) NOT NULL UNIQUE, "kind" varchar(100) NOT NULL, "about" varchar(255) NOT NULL, "payload" text NOT NULL CHECK ((JSON_VALID("payload") OR "payload" IS NULL)), "received_at" datetime NOT NULL, "handled_at" datetime NULL);
CREATE TABLE "publishing_draft" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" text NOT NULL, "digest" varchar(64) NOT NULL, "number" integer unsigned NOT NULL UNIQUE CHECK ("number" >= 0), "based_on" varchar(64) NOT NULL, "by" varchar(100) NOT NULL, "at" datetime NOT NULL);
CREATE TABLE "publishing_policyevent" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(40) NOT NULL, "at" datetime NOT NULL, "by" varchar(100) NOT NULL, "facts" text NOT NULL CHECK ((JSON_VALID("facts") OR "facts" IS NULL)));
CREATE TABLE "publishing_proposal" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" text NOT NULL, "digest" varchar(64) NOT NULL, "first_day" date NOT NULL, "reason" varchar(500) NOT NULL, "by" varchar(100) NOT NULL, "at" datetime NOT NULL, "state" varchar(12) NOT NULL, "decided_by" varchar(100) NOT NULL, "decided_at" datetime NULL, "draft_id" bigint NOT NULL REFERENCES "publishing_draft" ("id") DEFERRABLE INITIALLY DEFERRED, "publication_id" bigint NULL UNIQUE REFERENCES "orders_publication" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "proposal_state_known" CHECK ("state" IN ('waiting', 'published', 'declined', 'withdrawn')));
CREATE TABLE "publishing_whatif" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "not_before" datetime NOT NULL, "attempts" integer unsigned NOT NULL CHECK ("attempts" >= 0), "problem" text NOT NULL, "text" text NOT NULL, "digest" varchar(64) NOT NULL, "name" varchar(40) NOT NULL, "draft" integer unsigned NOT NULL CHECK ("draft" >= 0), "by" varchar(100) NOT NULL, "asked_at" datetime NOT NULL, "state" varchar(12) NOT NULL, "until" bigint NOT NULL, "done_through" bigint NOT NULL, "slices" integer unsigned NOT NULL CHECK ("slices" >= 0), "looked_at" integer unsigned NOT NULL CHECK ("looked_at" >= 0), "total" integer unsigned NOT NULL CHECK ("total" >= 0), "ended_at" datetime NULL, "result" text NOT NULL CHECK ((JSON_VALID("result") OR "result" IS NULL)), CONSTRAINT "what_if_state_known" CHECK ("state" IN ('running', 'done', 'stopped')));
CREATE TABLE "scanning_heldupload" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "not_before" datetime NOT NULL, "attempts" integer unsigned NOT NULL CHECK ("attempts" >= 0), "problem" text NOT NULL, "key" varchar(24) NOT NULL UNIQUE, "purpose" varchar(20) NOT NULL, "subject" varchar(80) NOT NULL, "order_number" varchar(40) NOT NULL, "name" varchar(200) NOT NULL, "facts" text NOT NULL CHECK ((JSON_VALID("facts") OR "facts" IS NULL)), "file" varchar(200) NOT NULL, "digest" varchar(64) NOT NULL, "by" varchar(100) NOT NULL, "at" datetime NOT NULL, "state" varchar(10) NOT NULL, "ended_at" datetime NULL, "outcome" varchar(300) NOT NULL, CONSTRAINT "held_upload_state_known" CHECK ("state" IN ('waiting', 'clean', 'refused', 'infected')));
CREATE TABLE "scorecard_case" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "measure" varchar(30) NOT NULL, "about" varchar(60) NOT NULL, "lane" varchar(40) NOT NULL, "decided_on" date NOT NULL, "week" date NOT NULL, "kept" bool NULL, "late_at" datetime NULL, "outcome" varchar(20) NOT NULL, "order_id" bigint NOT NULL REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "judged_once" UNIQUE ("order_id", "measure", "about"));
CREATE TABLE "scorecard_publicscorecard" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "shown" bool NOT NULL, "after" bigint unsigned NOT NULL UNIQUE CHECK ("after" >= 0), "by" varchar(100) NOT NULL, "at" datetime NOT NULL);
CREATE TABLE "scorecard_reading" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "position" bigint NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "read_at" datetime NULL);
CREATE TABLE "scorecard_sheet" ("order_id" bigint NOT NULL PRIMARY KEY REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, "events" integer unsigned NOT NULL CHECK ("events" >= 0), "version" integer unsigned NOT NULL CHECK ("version" >= 0));
CREATE TABLE "troth_cache" (
    "cache_key" varchar(255) NOT NULL PRIMARY KEY,
    "value" text NOT NULL,
    "expires" datetime NOT NULL
);
CREATE TABLE "usersessions_usersession" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created_at" datetime NOT NULL, "ip" char(39) NOT NULL, "last_seen_at" datetime NOT NULL, "session_key" varchar(40) NOT NULL UNIQUE, "user_agent" varchar(200) NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "worklist_task" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(80) NOT NULL UNIQUE, "kind" varchar(40) NOT NULL, "role" varchar(20) NOT NULL, "title" varchar(200) NOT NULL, "detail" text NOT NULL, "link" varchar(200) NOT NULL, "opened_at" datetime NOT NULL, "due_at" datetime NOT NULL, "owner" varchar(150) NOT NULL, "closed_at" datetime NULL, "closed_by" varchar(150) NOT NULL, "outcome" varchar(500) NOT NULL, "order_id" bigint NULL REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "task_role_known" CHECK ("role" IN ('care', 'warehouse', 'authenticator', 'finance', 'owner')), CONSTRAINT "task_closed_by_somebody" CHECK (("closed_at" IS NULL OR NOT ("closed_by" = ''))));
INSERT INTO "worklist_task" VALUES(1,'look','refund_by_hand','care','A refund','','','2026-11-23 17:00:00','2026-11-23 17:00:00','',NULL,'','',NULL);
CREATE INDEX "access_at" ON "access_log_accessrecord" ("at" DESC);
CREATE INDEX "access_who" ON "access_log_accessrecord" ("who", "at" DESC);
CREATE INDEX "access_order" ON "access_log_accessrecord" ("order_number", "at" DESC);
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");
CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");
CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");
CREATE UNIQUE INDEX "auth_user_groups_user_id_group_id_94350c0c_uniq" ON "auth_user_groups" ("user_id", "group_id");
CREATE INDEX "auth_user_groups_user_id_6a12ed8b" ON "auth_user_groups" ("user_id");
CREATE INDEX "auth_user_groups_group_id_97559544" ON "auth_user_groups" ("group_id");
CREATE UNIQUE INDEX "auth_user_user_permissions_user_id_permission_id_14a6b632_uniq" ON "auth_user_user_permissions" ("user_id", "permission_id");
CREATE INDEX "auth_user_user_permissions_user_id_a95ead1b" ON "auth_user_user_permissions" ("user_id");
CREATE INDEX "auth_user_user_permissions_permission_id_1fbb5f2c" ON "auth_user_user_permissions" ("permission_id");
CREATE INDEX "account_emailconfirmation_email_address_id_5b7f8c58" ON "account_emailconfirmation" ("email_address_id");
CREATE UNIQUE INDEX "account_emailaddress_user_id_email_987c8728_uniq" ON "account_emailaddress" ("user_id", "email");
CREATE UNIQUE INDEX "unique_verified_email" ON "account_emailaddress" ("email") WHERE "verified";
CREATE INDEX "account_emailaddress_user_id_2c513194" ON "account_emailaddress" ("user_id");
CREATE INDEX "account_emailaddress_email_03be32b2" ON "account_emailaddress" ("email");
CREATE UNIQUE INDEX "unique_primary_email" ON "account_emailaddress" ("user_id", "primary") WHERE "primary";
CREATE INDEX "approval_waiting" ON "approvals_approvalrequest" ("asked_at") WHERE "decided_at" IS NULL;
CREATE INDEX "approval_decided" ON "approvals_approvalrequest" ("decided_at" DESC);
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");
CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");
CREATE INDEX "catalog_reservation_key_0bc77355" ON "catalog_reservation" ("key");
CREATE INDEX "catalog_item_category_e3f62579" ON "catalog_item" ("category");
CREATE INDEX "catalog_item_serial_print_80862d91" ON "catalog_item" ("serial_print");
CREATE INDEX "item_newest_first" ON "catalog_item" ("listed_at" DESC, "id" DESC);
CREATE INDEX "catalog_itemevent_item_id_a417518b" ON "catalog_itemevent" ("item_id");
CREATE INDEX "catalog_reservationstart_at_8cb9d45c" ON "catalog_reservationstart" ("at");
CREATE INDEX "catalog_reservationstart_item_id_7baec253" ON "catalog_reservationstart" ("item_id");
CREATE INDEX "catalog_withdrawal_by_id_2b0d323f" ON "catalog_withdrawal" ("by_id");
CREATE INDEX "hold_by_end" ON "catalog_reservation" ("until");
CREATE INDEX "catalog_evidencephoto_by_id_81de715e" ON "catalog_evidencephoto" ("by_id");
CREATE INDEX "catalog_evidencephoto_item_id_19c66e3e" ON "catalog_evidencephoto" ("item_id");
CREATE INDEX "catalog_evaluation_by_id_9acd5e6a" ON "catalog_evaluation" ("by_id");
CREATE INDEX "catalog_evaluation_item_id_cf3df84d" ON "catalog_evaluation" ("item_id");
CREATE INDEX "itemevent_of_an_item" ON "catalog_itemevent" ("item_id", "id");
CREATE INDEX "itemevent_doubts" ON "catalog_itemevent" ("kind") WHERE "kind" = 'item.unlisted_after_sale';
CREATE INDEX "catalog_photo_item_id_f9b8464b" ON "catalog_photo" ("item_id");
CREATE UNIQUE INDEX "photo_sent_once" ON "catalog_photo" ("item_id", "digest") WHERE NOT ("digest" = '');
CREATE INDEX "orders_event_line_id_e4653327" ON "orders_event" ("line_id");
CREATE INDEX "orders_event_order_id_4082cd35" ON "orders_event" ("order_id");
CREATE INDEX "queue_entry_ready" ON "orders_queueentry" ("placed_at", "order_id") WHERE (NOT "claimed" AND "ready_pieces" > 0);
CREATE UNIQUE INDEX "one_live_line_per_item" ON "orders_line" ("item_id") WHERE "state" IN ('placed', 'in_japan', 'in_transfer', 'processed', 'shipped', 'delivered', 'lost', 'returned');
CREATE INDEX "orders_line_item_id_8263b39f" ON "orders_line" ("item_id");
CREATE INDEX "orders_line_order_id_c47dcbd1" ON "orders_line" ("order_id");
CREATE INDEX "event_by_kind" ON "orders_event" ("kind", "id");
CREATE INDEX "orders_publication_policy_id_12c50799" ON "orders_publication" ("policy_id");
CREATE INDEX "orders_order_policy_id_fe283c67" ON "orders_order" ("policy_id");
CREATE INDEX "order_in_turn" ON "orders_order" ("placed_at", "id");
CREATE UNIQUE INDEX "authenticator_listed_once" ON "care_authenticator" ("name") WHERE "ended_on" IS NULL;
CREATE INDEX "care_note_request_id_3dc649ef" ON "care_note" ("request_id");
CREATE INDEX "care_authenticatorevent_authenticator_id_8d9dcd85" ON "care_authenticatorevent" ("authenticator_id");
CREATE INDEX "care_carecase_hold_id_dd170ef6" ON "care_carecase" ("hold_id");
CREATE INDEX "care_carecase_order_id_3aa80cb1" ON "care_carecase" ("order_id");
CREATE INDEX "request_at_risk" ON "care_carecase" ("answer_by") WHERE "state" = 'open';
CREATE INDEX "request_asleep" ON "care_carecase" ("wakes_at") WHERE "state" = 'asleep';
CREATE UNIQUE INDEX "one_request_at_a_time" ON "care_carecase" ("order_id", "kind", "about") WHERE (NOT ("state" = 'done') AND NOT ("kind" = 'other'));
CREATE INDEX "care_attachment_request_id_d80dffc9" ON "care_attachment" ("request_id");
CREATE INDEX "care_mail_order_id_2cdc84e3" ON "care_mail" ("order_id");
CREATE INDEX "care_mail_request_id_14f85898" ON "care_mail" ("request_id");
CREATE INDEX "mail_unread" ON "care_mail" ("not_before") WHERE "state" = 'new';
CREATE INDEX "mail_at_risk" ON "care_mail" ("answer_by") WHERE "state" = 'open';
CREATE INDEX "care_mailreply_mail_id_0059239c" ON "care_mailreply" ("mail_id");
CREATE INDEX "care_opinion_request_id_a5399700" ON "care_opinion" ("request_id");
CREATE INDEX "care_watch_order_id_54b3ba85" ON "care_watch" ("order_id");
CREATE INDEX "watch_due" ON "care_watch" ("opens_at") WHERE ("ended_at" IS NULL AND "told_at" IS NULL);
CREATE INDEX "payment_request_open" ON "payments_paymentrequest" ("pay_by") WHERE "ended_at" IS NULL;
CREATE UNIQUE INDEX "one_open_payment_request" ON "payments_paymentrequest" ("order_id") WHERE "ended_at" IS NULL;
CREATE INDEX "payments_dispute_payment_id_2344937c" ON "payments_dispute" ("payment_id");
CREATE INDEX "payments_paymentrequest_order_id_8a2c0888" ON "payments_paymentrequest" ("order_id");
CREATE INDEX "received_unhandled" ON "payments_webhookevent" ("not_before") WHERE "handled_at" IS NULL;
CREATE INDEX "payments_approval_payment_id_bfdf4f12" ON "payments_approval" ("payment_id");
CREATE UNIQUE INDEX "operation_once" ON "payments_paymentoperation" ("payment_id", "kind") WHERE NOT ("kind" = 'refund');
CREATE INDEX "payments_paymentoperation_payment_id_fc190918" ON "payments_paymentoperation" ("payment_id");
CREATE INDEX "operation_owed" ON "payments_paymentoperation" ("not_before") WHERE "done_at" IS NULL;
CREATE INDEX "payments_payment_was_for_id_402ab832" ON "payments_payment" ("was_for_id");
CREATE INDEX "payments_payment_request_id_dfba2578" ON "payments_payment" ("request_id");
CREATE INDEX "payment_reserved" ON "payments_payment" ("capture_before") WHERE "state" = 'authorized';
CREATE INDEX "payment_by_time" ON "payments_payment" ("made_at");
CREATE INDEX "checkout_checkout_policy_id_91d3bd90" ON "checkout_checkout" ("policy_id");
CREATE INDEX "checkout_open" ON "checkout_checkout" ("check_at") WHERE "ended_at" IS NULL;
CREATE INDEX "checkout_with_address" ON "checkout_checkout" ("started_at") WHERE NOT ("address" = '{}');
CREATE INDEX "troth_cache_expires" ON "troth_cache" ("expires");
CREATE INDEX "django_task_queue_n_99c321_idx" ON "django_tasks_database_dbtaskresult" ("queue_name");
CREATE INDEX "django_task_backend_071754_idx" ON "django_tasks_database_dbtaskresult" ("backend_name");
CREATE INDEX "tasks_db_new_ordering_idx" ON "django_tasks_database_dbtaskresult" ("status", "priority" DESC, "run_after" ASC, "enqueued_at" ASC) WHERE "status" = 'READY';
CREATE INDEX "fulfillment_shelflocation_shelf_5096e6e4" ON "fulfillment_shelflocation" ("shelf");
CREATE INDEX "fulfillment_crossing_transfer_id_a0fb59df" ON "fulfillment_crossing" ("transfer_id");
CREATE INDEX "fulfillment_parcelline_line_id_55892c81" ON "fulfillment_parcelline" ("line_id");
CREATE INDEX "fulfillment_parcelline_parcel_id_705fa423" ON "fulfillment_parcelline" ("parcel_id");
CREATE UNIQUE INDEX "one_pickup_a_day" ON "fulfillment_pickup" ("carrier", "on") WHERE "ended_at" IS NULL;
CREATE INDEX "scan_by_number" ON "fulfillment_scan" ("carrier", "number");
CREATE UNIQUE INDEX "closure_once" ON "fulfillment_closure" ("place", "first_on", "last_on", "why") WHERE "replaces_id" IS NULL;
CREATE INDEX "fulfillment_crossingcheck_crossing_id_bc3c3fcf" ON "fulfillment_crossingcheck" ("crossing_id");
CREATE INDEX "fulfillment_crossingcheck_line_id_c8713482" ON "fulfillment_crossingcheck" ("line_id");
CREATE INDEX "fulfillment_crossingphoto_check_of_id_ed1ece20" ON "fulfillment_crossingphoto" ("check_of_id");
CREATE INDEX "fulfillment_parcel_order_id_a02611b5" ON "fulfillment_parcel" ("order_id");
CREATE INDEX "parcel_by_time" ON "fulfillment_parcel" ("taken_at");
CREATE INDEX "parcel_on_its_way" ON "fulfillment_parcel" ("asked_at") WHERE ("closed_at" IS NOT NULL AND "delivered_at" IS NULL);
CREATE UNIQUE INDEX "one_open_parcel_per_order" ON "fulfillment_parcel" ("order_id") WHERE ("closed_at" IS NULL AND "set_aside_at" IS NULL);
CREATE UNIQUE INDEX "one_open_parcel_per_packer" ON "fulfillment_parcel" ("by") WHERE ("closed_at" IS NULL AND "set_aside_at" IS NULL);
CREATE INDEX "fulfillment_packingphoto_parcel_id_489d03d2" ON "fulfillment_packingphoto" ("parcel_id");
CREATE INDEX "fulfillment_label_parcel_id_42f276c7" ON "fulfillment_label" ("parcel_id");
CREATE INDEX "label_owed" ON "fulfillment_label" ("not_before") WHERE "state" IN ('asked', 'unsure', 'voiding', 'lost');
CREATE UNIQUE INDEX "one_live_label_per_parcel" ON "fulfillment_label" ("parcel_id") WHERE "state" IN ('asked', 'unsure', 'bought');
CREATE UNIQUE INDEX "label_number_once" ON "fulfillment_label" ("carrier", "number") WHERE NOT ("number" = '');
CREATE UNIQUE INDEX "line_in_one_box" ON "fulfillment_parcelline" ("line_id") WHERE NOT "out";
CREATE INDEX "fulfillment_promisestatus_order_id_026f2c17" ON "fulfillment_promisestatus" ("order_id");
CREATE INDEX "standing_to_ship" ON "fulfillment_promisestatus" ("ship_by") WHERE ("ended_at" IS NULL AND "shipped_at" IS NULL);
CREATE INDEX "standing_to_arrive" ON "fulfillment_promisestatus" ("arrives_by") WHERE "ended_at" IS NULL;
CREATE INDEX "fulfillment_delay_order_id_257e6407" ON "fulfillment_delay" ("order_id");
CREATE INDEX "fulfillment_delay_standing_id_05665b51" ON "fulfillment_delay" ("standing_id");
CREATE INDEX "delay_open" ON "fulfillment_delay" ("decides_at") WHERE "ended_at" IS NULL;
CREATE INDEX "fulfillment_return_order_id_0041b0f0" ON "fulfillment_return" ("order_id");
CREATE INDEX "return_to_answer" ON "fulfillment_return" ("answer_by") WHERE ("answer" = '' AND "ended_at" IS NULL);
CREATE UNIQUE INDEX "one_return_per_request" ON "fulfillment_return" ("request_key") WHERE NOT ("request_key" = '');
CREATE INDEX "fulfillment_parcelback_returned_id_4ecaa69a" ON "fulfillment_parcelback" ("returned_id");
CREATE INDEX "parcel_back_label_owed" ON "fulfillment_parcelback" ("not_before") WHERE "label" = 'asked';
CREATE UNIQUE INDEX "one_open_parcel_back" ON "fulfillment_parcelback" ("returned_id") WHERE "ended_at" IS NULL;
CREATE UNIQUE INDEX "parcel_back_number_once" ON "fulfillment_parcelback" ("carrier", "number") WHERE NOT ("number" = '');
CREATE INDEX "fulfillment_returnedpiece_line_id_4252a27c" ON "fulfillment_returnedpiece" ("line_id");
CREATE INDEX "fulfillment_returnedpiece_returned_id_77036c5c" ON "fulfillment_returnedpiece" ("returned_id");
CREATE INDEX "fulfillment_returnlabel_returned_id_509a0e01" ON "fulfillment_returnlabel" ("returned_id");
CREATE INDEX "return_label_owed" ON "fulfillment_returnlabel" ("not_before") WHERE "state" = 'asked';
CREATE UNIQUE INDEX "one_return_label_asked" ON "fulfillment_returnlabel" ("returned_id") WHERE "state" = 'asked';
CREATE UNIQUE INDEX "return_label_number_once" ON "fulfillment_returnlabel" ("carrier", "number") WHERE NOT ("number" = '');
CREATE INDEX "fulfillment_returnphoto_parcel_back_id_4b8d7bb1" ON "fulfillment_returnphoto" ("parcel_back_id");
CREATE INDEX "fulfillment_returnphoto_returned_id_f897413a" ON "fulfillment_returnphoto" ("returned_id");
CREATE INDEX "mfa_authenticator_user_id_0c3a50c0" ON "mfa_authenticator" ("user_id");
CREATE UNIQUE INDEX "unique_authenticator_type" ON "mfa_authenticator" ("user_id", "type") WHERE "type" IN ('totp', 'recovery_codes');
CREATE INDEX "notifications_mailallowance_day_7505f32a" ON "notifications_mailallowance" ("day");
CREATE INDEX "notifications_resend_notice_id_df8fe940" ON "notifications_resend" ("notice_id");
CREATE UNIQUE INDEX "search_saved_once" ON "notifications_savedsearch" ("email", "asked") WHERE "ended_at" IS NULL;
CREATE INDEX "search_followed" ON "notifications_savedsearch" ("checked_at") WHERE "ended_at" IS NULL;
CREATE INDEX "notifications_sentcopy_notice_id_8ec3ae06" ON "notifications_sentcopy" ("notice_id");
CREATE INDEX "unmatched_report_age" ON "notifications_unmatchedreport" ("received_at");
CREATE INDEX "notifications_notification_event_id_28551f97" ON "notifications_notification" ("event_id");
CREATE INDEX "notifications_notification_item_event_id_c2692dba" ON "notifications_notification" ("item_event_id");
CREATE INDEX "notifications_notification_search_id_97df1315" ON "notifications_notification" ("search_id");
CREATE INDEX "notice_owed" ON "notifications_notification" ("not_before") WHERE "sent_at" IS NULL;
CREATE UNIQUE INDEX "notice_about_once" ON "notifications_notification" ("kind", "about") WHERE ("event_id" IS NULL AND "item_event_id" IS NULL AND "search_id" IS NULL);
CREATE UNIQUE INDEX "sent_copy_known_by_one_id" ON "notifications_sentcopy" ("provider", "provider_id") WHERE NOT ("provider_id" = '');
CREATE UNIQUE INDEX "one_what_if_runs" ON "publishing_whatif" ("state") WHERE "state" = 'running';
CREATE UNIQUE INDEX "one_proposal_waits" ON "publishing_proposal" ("state") WHERE "state" = 'waiting';
CREATE INDEX "publishing_proposal_draft_id_43d44e11" ON "publishing_proposal" ("draft_id");
CREATE UNIQUE INDEX "held_upload_once" ON "scanning_heldupload" ("purpose", "subject", "digest") WHERE "state" = 'waiting';
CREATE INDEX "held_upload_due" ON "scanning_heldupload" ("not_before") WHERE "state" = 'waiting';
CREATE INDEX "held_upload_of" ON "scanning_heldupload" ("purpose", "subject");
CREATE INDEX "scorecard_case_order_id_f16605df" ON "scorecard_case" ("order_id");
CREATE INDEX "case_by_week" ON "scorecard_case" ("week", "measure", "lane", "kept", "outcome", "late_at");
CREATE INDEX "case_open" ON "scorecard_case" ("measure", "late_at") WHERE "kept" IS NULL;
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");
CREATE INDEX "usersessions_usersession_user_id_af5e0a6d" ON "usersessions_usersession" ("user_id");
CREATE INDEX "worklist_task_order_id_623a6c34" ON "worklist_task" ("order_id");
CREATE INDEX "task_open" ON "worklist_task" ("role", "due_at") WHERE "closed_at" IS NULL;
CREATE INDEX "task_closed" ON "worklist_task" ("closed_at" DESC);
CREATE TRIGGER access_log_accessrecord_guard_update BEFORE UPDATE ON access_log_accessrecord FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'the record of access is never edited, and is kept for its time'); END;
CREATE TRIGGER access_log_accessrecord_refuse_deleting_delete BEFORE DELETE ON access_log_accessrecord FOR EACH ROW WHEN (NOT (OLD.at <= datetime('now', '-90 days'))) BEGIN SELECT RAISE(ABORT, 'the record of access is never edited, and is kept for its time'); END;
CREATE TRIGGER access_log_accessrecord_replace_insert BEFORE INSERT ON access_log_accessrecord FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM access_log_accessrecord kept WHERE kept."id" = NEW."id"))) BEGIN SELECT RAISE(ABORT, 'the record of access is never edited, and is kept for its time'); END;
CREATE TRIGGER scanning_heldupload_guard_update BEFORE UPDATE ON scanning_heldupload FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."key" IS NOT OLD."key" OR NEW."purpose" IS NOT OLD."purpose" OR NEW."subject" IS NOT OLD."subject" OR NEW."order_number" IS NOT OLD."order_number" OR NEW."facts" IS NOT OLD."facts" OR NEW."digest" IS NOT OLD."digest" OR NEW."by" IS NOT OLD."by" OR NEW."at" IS NOT OLD."at") BEGIN SELECT RAISE(ABORT, 'that an upload was held, or was infected, stays on record'); END;
CREATE TRIGGER scanning_heldupload_guard_delete BEFORE DELETE ON scanning_heldupload FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'that an upload was held, or was infected, stays on record'); END;
CREATE TRIGGER scanning_heldupload_replace_insert BEFORE INSERT ON scanning_heldupload FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM scanning_heldupload kept WHERE kept."id" = NEW."id")) OR ((NEW."state" = 'waiting') AND EXISTS (SELECT 1 FROM scanning_heldupload kept WHERE kept."purpose" = NEW."purpose" AND kept."subject" = NEW."subject" AND kept."digest" = NEW."digest" AND (kept."state" = 'waiting'))) OR (EXISTS (SELECT 1 FROM scanning_heldupload kept WHERE kept."key" = NEW."key"))) BEGIN SELECT RAISE(ABORT, 'that an upload was held, or was infected, stays on record'); END;
CREATE TRIGGER scanning_heldupload_replace_update BEFORE UPDATE OF "digest", "purpose", "state", "subject" ON scanning_heldupload FOR EACH ROW WHEN (((NEW."state" = 'waiting') AND EXISTS (SELECT 1 FROM scanning_heldupload kept WHERE kept."purpose" = NEW."purpose" AND kept."subject" = NEW."subject" AND kept."digest" = NEW."digest" AND kept.rowid <> OLD.rowid AND (kept."state" = 'waiting')))) BEGIN SELECT RAISE(ABORT, 'that an upload was held, or was infected, stays on record'); END;
CREATE TRIGGER approvals_approvalrequest_guard_update BEFORE UPDATE ON approvals_approvalrequest FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."kind" IS NOT OLD."kind" OR NEW."key" IS NOT OLD."key" OR NEW."title" IS NOT OLD."title" OR NEW."reason" IS NOT OLD."reason" OR NEW."facts" IS NOT OLD."facts" OR NEW."details" IS NOT OLD."details" OR NEW."link" IS NOT OLD."link" OR NEW."asked_by" IS NOT OLD."asked_by" OR NEW."asked_at" IS NOT OLD."asked_at") BEGIN SELECT RAISE(ABORT, 'a request for approval is kept as it was asked for'); END;
CREATE TRIGGER approvals_approvalrequest_guard_delete BEFORE DELETE ON approvals_approvalrequest FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a request for approval is kept as it was asked for'); END;
CREATE TRIGGER approvals_approvalrequest_replace_insert BEFORE INSERT ON approvals_approvalrequest FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM approvals_approvalrequest kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM approvals_approvalrequest kept WHERE kept."key" = NEW."key"))) BEGIN SELECT RAISE(ABORT, 'a request for approval is kept as it was asked for'); END;
CREATE TRIGGER approvals_approvalrequest_refuse_once_update BEFORE UPDATE ON approvals_approvalrequest FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a request for approval is decided once'); END;
CREATE TRIGGER approvals_approvalrequest_refuse_undecided_insert BEFORE INSERT ON approvals_approvalrequest FOR EACH ROW WHEN (NEW.decided_at IS NOT NULL OR NEW.agreed IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a request for approval is asked for before it is decided'); END;
CREATE TRIGGER approvals_approvalrequest_refuse_two_insert BEFORE INSERT ON approvals_approvalrequest FOR EACH ROW WHEN (NEW.agreed AND NEW.decided_by = NEW.asked_by) BEGIN SELECT RAISE(ABORT, 'nobody approves what they asked for'); END;
CREATE TRIGGER approvals_approvalrequest_refuse_two_update BEFORE UPDATE ON approvals_approvalrequest FOR EACH ROW WHEN (NEW.agreed AND NEW.decided_by = NEW.asked_by) BEGIN SELECT RAISE(ABORT, 'nobody approves what they asked for'); END;
CREATE TRIGGER catalog_item_guard_update BEFORE UPDATE ON catalog_item FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."slug" IS NOT OLD."slug" OR NEW."source" IS NOT OLD."source" OR NEW."source_id" IS NOT OLD."source_id" OR NEW."created_at" IS NOT OLD."created_at") BEGIN SELECT RAISE(ABORT, 'an item that was taken in stays on record'); END;
CREATE TRIGGER catalog_item_guard_delete BEFORE DELETE ON catalog_item FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'an item that was taken in stays on record'); END;
CREATE TRIGGER catalog_item_replace_insert BEFORE INSERT ON catalog_item FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM catalog_item kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM catalog_item kept WHERE kept."slug" = NEW."slug")) OR (EXISTS (SELECT 1 FROM catalog_item kept WHERE kept."source" = NEW."source" AND kept."source_id" = NEW."source_id"))) BEGIN SELECT RAISE(ABORT, 'an item that was taken in stays on record'); END;
CREATE TRIGGER catalog_evidencephoto_guard_update BEFORE UPDATE ON catalog_evidencephoto FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'authentication: what an expert saw is evidence'); END;
CREATE TRIGGER catalog_evidencephoto_guard_delete BEFORE DELETE ON catalog_evidencephoto FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'authentication: what an expert saw is evidence'); END;
CREATE TRIGGER catalog_evidencephoto_replace_insert BEFORE INSERT ON catalog_evidencephoto FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM catalog_evidencephoto kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM catalog_evidencephoto kept WHERE kept."item_id" = NEW."item_id" AND kept."by_id" = NEW."by_id" AND kept."digest" = NEW."digest"))) BEGIN SELECT RAISE(ABORT, 'authentication: what an expert saw is evidence'); END;
CREATE TRIGGER catalog_voidedserial_guard_update BEFORE UPDATE ON catalog_voidedserial FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'authentication: a voided serial stays listed'); END;
CREATE TRIGGER catalog_voidedserial_guard_delete BEFORE DELETE ON catalog_voidedserial FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'authentication: a voided serial stays listed'); END;
CREATE TRIGGER catalog_voidedserial_replace_insert BEFORE INSERT ON catalog_voidedserial FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM catalog_voidedserial kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM catalog_voidedserial kept WHERE kept."fingerprint" = NEW."fingerprint"))) BEGIN SELECT RAISE(ABORT, 'authentication: a voided serial stays listed'); END;
CREATE TRIGGER catalog_evaluation_guard_update BEFORE UPDATE ON catalog_evaluation FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'authentication: an evaluation stays on record'); END;
CREATE TRIGGER catalog_evaluation_guard_delete BEFORE DELETE ON catalog_evaluation FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'authentication: an evaluation stays on record'); END;
CREATE TRIGGER catalog_evaluation_replace_insert BEFORE INSERT ON catalog_evaluation FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM catalog_evaluation kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM catalog_evaluation kept WHERE kept."item_id" = NEW."item_id" AND kept."number" = NEW."number"))) BEGIN SELECT RAISE(ABORT, 'authentication: an evaluation stays on record'); END;
CREATE TRIGGER catalog_withdrawal_guard_update BEFORE UPDATE ON catalog_withdrawal FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'authentication: an evaluation stays on record'); END;
CREATE TRIGGER catalog_withdrawal_guard_delete BEFORE DELETE ON catalog_withdrawal FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'authentication: an evaluation stays on record'); END;
CREATE TRIGGER catalog_withdrawal_replace_insert BEFORE INSERT ON catalog_withdrawal FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM catalog_withdrawal kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM catalog_withdrawal kept WHERE kept."evaluation_id" = NEW."evaluation_id"))) BEGIN SELECT RAISE(ABORT, 'authentication: an evaluation stays on record'); END;
CREATE TRIGGER catalog_productionmark_guard_update BEFORE UPDATE ON catalog_productionmark FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a store in production stays one'); END;
CREATE TRIGGER catalog_productionmark_guard_delete BEFORE DELETE ON catalog_productionmark FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a store in production stays one'); END;
CREATE TRIGGER catalog_productionmark_replace_insert BEFORE INSERT ON catalog_productionmark FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM catalog_productionmark kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM catalog_productionmark kept WHERE kept."name" = NEW."name"))) BEGIN SELECT RAISE(ABORT, 'a store in production stays one'); END;
CREATE TRIGGER catalog_listingrule_guard_update BEFORE UPDATE ON catalog_listingrule FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'authentication: a rule stays'); END;
CREATE TRIGGER catalog_listingrule_guard_delete BEFORE DELETE ON catalog_listingrule FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'authentication: a rule stays'); END;
CREATE TRIGGER catalog_listingrule_replace_insert BEFORE INSERT ON catalog_listingrule FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM catalog_listingrule kept WHERE kept."id" = NEW."id"))) BEGIN SELECT RAISE(ABORT, 'authentication: a rule stays'); END;
CREATE TRIGGER catalog_itemevent_guard_update BEFORE UPDATE ON catalog_itemevent FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what happened to an item stays'); END;
CREATE TRIGGER catalog_itemevent_guard_delete BEFORE DELETE ON catalog_itemevent FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what happened to an item stays'); END;
CREATE TRIGGER catalog_itemevent_replace_insert BEFORE INSERT ON catalog_itemevent FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM catalog_itemevent kept WHERE kept."id" = NEW."id"))) BEGIN SELECT RAISE(ABORT, 'what happened to an item stays'); END;
CREATE TRIGGER catalog_item_listing_insert BEFORE INSERT ON catalog_item FOR EACH ROW WHEN (NEW.listed_at IS NOT NULL AND ((SELECT count(DISTINCT e.by_id) FROM catalog_evaluation e WHERE e.item_id = NEW.id AND e.verdict = 'approved' AND NOT EXISTS (SELECT 1 FROM catalog_withdrawal w WHERE w.evaluation_id = e.id)) < (CASE WHEN NEW.price_cents > (SELECT r.second_expert_above_cents FROM catalog_listingrule r ORDER BY r.id DESC LIMIT 1) THEN 2 ELSE 1 END) OR EXISTS (SELECT 1 FROM catalog_evaluation e WHERE e.item_id = NEW.id AND e.verdict = 'rejected') OR NOT EXISTS (SELECT 1 FROM catalog_listingrule))) BEGIN SELECT RAISE(ABORT, 'authentication: no item is listed before an expert evaluation has approved it'); END;
CREATE TRIGGER catalog_item_listing_update BEFORE UPDATE OF id, listed_at, price_cents ON catalog_item FOR EACH ROW WHEN (NEW.listed_at IS NOT NULL AND ((SELECT count(DISTINCT e.by_id) FROM catalog_evaluation e WHERE e.item_id = NEW.id AND e.verdict = 'approved' AND NOT EXISTS (SELECT 1 FROM catalog_withdrawal w WHERE w.evaluation_id = e.id)) < (CASE WHEN NEW.price_cents > (SELECT r.second_expert_above_cents FROM catalog_listingrule r ORDER BY r.id DESC LIMIT 1) THEN 2 ELSE 1 END) OR EXISTS (SELECT 1 FROM catalog_evaluation e WHERE e.item_id = NEW.id AND e.verdict = 'rejected') OR NOT EXISTS (SELECT 1 FROM catalog_listingrule))) BEGIN SELECT RAISE(ABORT, 'authentication: no item is listed before an expert evaluation has approved it'); END;
CREATE TRIGGER catalog_withdrawal_listed_insert BEFORE INSERT ON catalog_withdrawal FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM catalog_item i WHERE i.id = (SELECT e.item_id FROM catalog_evaluation e WHERE e.id = NEW.evaluation_id) AND i.listed_at IS NOT NULL)) BEGIN SELECT RAISE(ABORT, 'authentication: the item must leave the store first'); END;
CREATE TRIGGER catalog_evaluation_listed_insert BEFORE INSERT ON catalog_evaluation FOR EACH ROW WHEN ((NEW.verdict = 'rejected') AND (EXISTS (SELECT 1 FROM catalog_item i WHERE i.id = NEW.item_id AND i.listed_at IS NOT NULL))) BEGIN SELECT RAISE(ABORT, 'authentication: the item must leave the store first'); END;
CREATE TRIGGER orders_order_guard_update BEFORE UPDATE ON orders_order FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'no_changes: a submitted order cannot be changed'); END;
CREATE TRIGGER orders_order_guard_delete BEFORE DELETE ON orders_order FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'no_changes: a submitted order cannot be changed'); END;
CREATE TRIGGER orders_order_replace_insert BEFORE INSERT ON orders_order FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM orders_order kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM orders_order kept WHERE kept."number" = NEW."number")) OR (EXISTS (SELECT 1 FROM orders_order kept WHERE kept."link_hash" = NEW."link_hash")) OR (EXISTS (SELECT 1 FROM orders_order kept WHERE kept."checkout_key" = NEW."checkout_key"))) BEGIN SELECT RAISE(ABORT, 'no_changes: a submitted order cannot be changed'); END;
CREATE TRIGGER orders_recipient_guard_update BEFORE UPDATE ON orders_recipient FOR EACH ROW WHEN (NEW."order_id" IS NOT OLD."order_id" OR ((NEW."email" IS NOT OLD."email" OR NEW."name" IS NOT OLD."name" OR NEW."phone" IS NOT OLD."phone" OR NEW."street" IS NOT OLD."street" OR NEW."street2" IS NOT OLD."street2" OR NEW."city" IS NOT OLD."city" OR NEW."hold_at" IS NOT OLD."hold_at" OR NEW."hold_name" IS NOT OLD."hold_name" OR NEW."hold_hours" IS NOT OLD."hold_hours") AND (NEW."email" <> '' OR NEW."name" <> '' OR NEW."phone" <> '' OR NEW."street" <> '' OR NEW."street2" <> '' OR NEW."city" <> '' OR NEW."hold_at" <> '' OR NEW."hold_name" <> '' OR NEW."hold_hours" <> '')) OR (NEW."email" <> '' OR NEW."name" <> '' OR NEW."phone" <> '' OR NEW."street" <> '' OR NEW."street2" <> '' OR NEW."city" <> '' OR NEW."hold_at" <> '' OR NEW."hold_name" <> '' OR NEW."hold_hours" <> '')) BEGIN SELECT RAISE(ABORT, 'no_changes: a submitted order cannot be changed'); END;
CREATE TRIGGER orders_recipient_guard_delete BEFORE DELETE ON orders_recipient FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'no_changes: a submitted order cannot be changed'); END;
CREATE TRIGGER orders_recipient_replace_insert BEFORE INSERT ON orders_recipient FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM orders_recipient kept WHERE kept."order_id" = NEW."order_id"))) BEGIN SELECT RAISE(ABORT, 'no_changes: a submitted order cannot be changed'); END;
CREATE TRIGGER orders_line_guard_update BEFORE UPDATE ON orders_line FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."order_id" IS NOT OLD."order_id" OR NEW."item_id" IS NOT OLD."item_id" OR NEW."title" IS NOT OLD."title" OR NEW."listing" IS NOT OLD."listing" OR NEW."warehouse" IS NOT OLD."warehouse" OR NEW."weight_grams" IS NOT OLD."weight_grams" OR NEW."price_cents" IS NOT OLD."price_cents" OR NEW."tax_cents" IS NOT OLD."tax_cents") BEGIN SELECT RAISE(ABORT, 'no_changes: a submitted order cannot be changed'); END;
CREATE TRIGGER orders_line_guard_delete BEFORE DELETE ON orders_line FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'no_changes: a submitted order cannot be changed'); END;
CREATE TRIGGER orders_line_replace_insert BEFORE INSERT ON orders_line FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM orders_line kept WHERE kept."id" = NEW."id")) OR ((NEW."state" IN ('placed', 'in_japan', 'in_transfer', 'processed', 'shipped', 'delivered', 'lost', 'returned')) AND EXISTS (SELECT 1 FROM orders_line kept WHERE kept."item_id" = NEW."item_id" AND (kept."state" IN ('placed', 'in_japan', 'in_transfer', 'processed', 'shipped', 'delivered', 'lost', 'returned'))))) BEGIN SELECT RAISE(ABORT, 'no_changes: a submitted order cannot be changed'); END;
CREATE TRIGGER orders_line_replace_update BEFORE UPDATE OF "item_id", "state" ON orders_line FOR EACH ROW WHEN (((NEW."state" IN ('placed', 'in_japan', 'in_transfer', 'processed', 'shipped', 'delivered', 'lost', 'returned')) AND EXISTS (SELECT 1 FROM orders_line kept WHERE kept."item_id" = NEW."item_id" AND kept.rowid <> OLD.rowid AND (kept."state" IN ('placed', 'in_japan', 'in_transfer', 'processed', 'shipped', 'delivered', 'lost', 'returned'))))) BEGIN SELECT RAISE(ABORT, 'no_changes: a submitted order cannot be changed'); END;
CREATE TRIGGER orders_line_one_live_insert BEFORE INSERT ON orders_line FOR EACH ROW WHEN (NEW.state NOT IN ('cancelled', 'restocked') AND EXISTS (SELECT 1 FROM orders_line kept WHERE kept.item_id = NEW.item_id AND kept.id <> NEW.id AND kept.state NOT IN ('cancelled', 'restocked'))) BEGIN SELECT RAISE(ABORT, 'one live line per item'); END;
CREATE TRIGGER orders_line_one_live_update BEFORE UPDATE ON orders_line FOR EACH ROW WHEN (NEW.state NOT IN ('cancelled', 'restocked') AND EXISTS (SELECT 1 FROM orders_line kept WHERE kept.item_id = NEW.item_id AND kept.id <> NEW.id AND kept.state NOT IN ('cancelled', 'restocked'))) BEGIN SELECT RAISE(ABORT, 'one live line per item'); END;
CREATE TRIGGER orders_line_refuse_jump_update BEFORE UPDATE ON orders_line FOR EACH ROW WHEN ((NEW.state <> OLD.state) AND (NOT ((OLD.state = 'delivered' AND NEW.state IN ('returned')) OR (OLD.state = 'in_japan' AND NEW.state IN ('cancelled', 'in_transfer')) OR (OLD.state = 'in_transfer' AND NEW.state IN ('cancelled', 'placed')) OR (OLD.state = 'lost' AND NEW.state IN ('returned', 'shipped')) OR (OLD.state = 'placed' AND NEW.state IN ('cancelled', 'processed')) OR (OLD.state = 'processed' AND NEW.state IN ('cancelled', 'shipped')) OR (OLD.state = 'returned' AND NEW.state IN ('delivered', 'placed', 'restocked')) OR (OLD.state = 'shipped' AND NEW.state IN ('delivered', 'lost', 'returned'))))) BEGIN SELECT RAISE(ABORT, 'a line moves only along its lifecycle'); END;
CREATE TRIGGER orders_line_refuse_begun_insert BEFORE INSERT ON orders_line FOR EACH ROW WHEN (NEW.state NOT IN ('in_japan', 'placed')) BEGIN SELECT RAISE(ABORT, 'a line moves only along its lifecycle'); END;
CREATE TRIGGER orders_line_refuse_added_insert BEFORE INSERT ON orders_line FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM orders_queueentry t WHERE t.order_id = NEW.order_id) OR EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = NEW.order_id)) BEGIN SELECT RAISE(ABORT, 'no_changes: a submitted order cannot be changed'); END;
CREATE TRIGGER orders_queueentry_guard_update BEFORE UPDATE ON orders_queueentry FOR EACH ROW WHEN (NEW."order_id" IS NOT OLD."order_id" OR NEW."placed_at" IS NOT OLD."placed_at") BEGIN SELECT RAISE(ABORT, 'queue: an order keeps the place in which it was received'); END;
CREATE TRIGGER orders_queueentry_guard_delete BEFORE DELETE ON orders_queueentry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'queue: an order keeps the place in which it was received'); END;
CREATE TRIGGER orders_queueentry_replace_insert BEFORE INSERT ON orders_queueentry FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM orders_queueentry kept WHERE kept."order_id" = NEW."order_id"))) BEGIN SELECT RAISE(ABORT, 'queue: an order keeps the place in which it was received'); END;
CREATE TRIGGER orders_queueentry_refuse_other_place_insert BEFORE INSERT ON orders_queueentry FOR EACH ROW WHEN (NOT EXISTS (SELECT 1 FROM orders_order o WHERE o.id = NEW.order_id AND o.placed_at = NEW.placed_at)) BEGIN SELECT RAISE(ABORT, 'queue: an order keeps the place in which it was received'); END;
CREATE TRIGGER orders_event_guard_update BEFORE UPDATE ON orders_event FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'the timeline is never edited'); END;
CREATE TRIGGER orders_event_guard_delete BEFORE DELETE ON orders_event FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'the timeline is never edited'); END;
CREATE TRIGGER orders_event_replace_insert BEFORE INSERT ON orders_event FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM orders_event kept WHERE kept."id" = NEW."id"))) BEGIN SELECT RAISE(ABORT, 'the timeline is never edited'); END;
CREATE TRIGGER orders_event_refuse_not_erased_insert BEFORE INSERT ON orders_event FOR EACH ROW WHEN ((NEW.kind = 'order.erased') AND (EXISTS (SELECT 1 FROM orders_recipient r WHERE r.order_id = NEW.order_id AND r.email <> ''))) BEGIN SELECT RAISE(ABORT, 'an order is told as erased once its recipient is'); END;
CREATE TRIGGER orders_publishedpolicy_guard_update BEFORE UPDATE ON orders_publishedpolicy FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'an order is judged by the policy it was placed under'); END;
CREATE TRIGGER orders_publishedpolicy_guard_delete BEFORE DELETE ON orders_publishedpolicy FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'an order is judged by the policy it was placed under'); END;
CREATE TRIGGER orders_publishedpolicy_replace_insert BEFORE INSERT ON orders_publishedpolicy FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM orders_publishedpolicy kept WHERE kept."digest" = NEW."digest"))) BEGIN SELECT RAISE(ABORT, 'an order is judged by the policy it was placed under'); END;
CREATE TRIGGER orders_publication_guard_update BEFORE UPDATE ON orders_publication FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what was published stays on the record'); END;
CREATE TRIGGER orders_publication_guard_delete BEFORE DELETE ON orders_publication FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what was published stays on the record'); END;
CREATE TRIGGER orders_publication_replace_insert BEFORE INSERT ON orders_publication FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM orders_publication kept WHERE kept."id" = NEW."id"))) BEGIN SELECT RAISE(ABORT, 'what was published stays on the record'); END;
CREATE TRIGGER orders_publication_refuse_one_person_insert BEFORE INSERT ON orders_publication FOR EACH ROW WHEN (NEW."approved_by" <> '' AND NEW."approved_by" = NEW."proposed_by") BEGIN SELECT RAISE(ABORT, 'two people publish'); END;
CREATE TRIGGER orders_publication_refuse_one_person_update BEFORE UPDATE ON orders_publication FOR EACH ROW WHEN (NEW."approved_by" <> '' AND NEW."approved_by" = NEW."proposed_by") BEGIN SELECT RAISE(ABORT, 'two people publish'); END;
CREATE TRIGGER worklist_task_guard_update BEFORE UPDATE ON worklist_task FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."key" IS NOT OLD."key" OR NEW."kind" IS NOT OLD."kind" OR NEW."role" IS NOT OLD."role" OR NEW."title" IS NOT OLD."title" OR NEW."detail" IS NOT OLD."detail" OR NEW."link" IS NOT OLD."link" OR NEW."order_id" IS NOT OLD."order_id" OR NEW."opened_at" IS NOT OLD."opened_at" OR (COALESCE(CAST(OLD."closed_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."closed_at" IS NOT OLD."closed_at") OR (COALESCE(CAST(OLD."closed_by" AS text), '') NOT IN ('', '0', 'false') AND NEW."closed_by" IS NOT OLD."closed_by") OR (COALESCE(CAST(OLD."outcome" AS text), '') NOT IN ('', '0', 'false') AND NEW."outcome" IS NOT OLD."outcome")) BEGIN SELECT RAISE(ABORT, 'a task is kept as it was opened'); END;
CREATE TRIGGER worklist_task_guard_delete BEFORE DELETE ON worklist_task FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a task is kept as it was opened'); END;
CREATE TRIGGER worklist_task_replace_insert BEFORE INSERT ON worklist_task FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM worklist_task kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM worklist_task kept WHERE kept."key" = NEW."key"))) BEGIN SELECT RAISE(ABORT, 'a task is kept as it was opened'); END;
CREATE TRIGGER worklist_task_refuse_later_update BEFORE UPDATE ON worklist_task FOR EACH ROW WHEN (NEW.due_at > OLD.due_at) BEGIN SELECT RAISE(ABORT, 'a task is kept as it was opened: it may only be due sooner'); END;
CREATE TRIGGER payments_payment_guard_update BEFORE UPDATE ON payments_payment FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."key" IS NOT OLD."key" OR NEW."request_id" IS NOT OLD."request_id" OR NEW."amount_cents" IS NOT OLD."amount_cents" OR NEW."made_at" IS NOT OLD."made_at" OR NEW."closes_at" IS NOT OLD."closes_at" OR (COALESCE(CAST(OLD."was_for_id" AS text), '') NOT IN ('', '0', 'false') AND NEW."was_for_id" IS NOT OLD."was_for_id")) BEGIN SELECT RAISE(ABORT, 'a payment is for one amount, and is never deleted'); END;
CREATE TRIGGER payments_payment_guard_delete BEFORE DELETE ON payments_payment FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a payment is for one amount, and is never deleted'); END;
CREATE TRIGGER payments_payment_replace_insert BEFORE INSERT ON payments_payment FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM payments_payment kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM payments_payment kept WHERE kept."key" = NEW."key")) OR (EXISTS (SELECT 1 FROM payments_payment kept WHERE kept."session_id" = NEW."session_id")) OR (EXISTS (SELECT 1 FROM payments_payment kept WHERE kept."intent_id" = NEW."intent_id")) OR (EXISTS (SELECT 1 FROM payments_payment kept WHERE kept."order_id" = NEW."order_id"))) BEGIN SELECT RAISE(ABORT, 'a payment is for one amount, and is never deleted'); END;
CREATE TRIGGER payments_payment_replace_update BEFORE UPDATE OF "intent_id", "order_id", "session_id" ON payments_payment FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM payments_payment kept WHERE kept."session_id" = NEW."session_id" AND kept.rowid <> OLD.rowid)) OR (EXISTS (SELECT 1 FROM payments_payment kept WHERE kept."intent_id" = NEW."intent_id" AND kept.rowid <> OLD.rowid)) OR (EXISTS (SELECT 1 FROM payments_payment kept WHERE kept."order_id" = NEW."order_id" AND kept.rowid <> OLD.rowid))) BEGIN SELECT RAISE(ABORT, 'a payment is for one amount, and is never deleted'); END;
CREATE TRIGGER payments_payment_refuse_moved_update BEFORE UPDATE ON payments_payment FOR EACH ROW WHEN ((OLD.order_id IS NOT NULL) AND ((NEW.order_id <> OLD.order_id OR (NEW.order_id IS NULL AND (NEW.was_for_id IS NULL OR NEW.was_for_id <> OLD.order_id))))) BEGIN SELECT RAISE(ABORT, 'a payment stays that of its order, or was for it'); END;
CREATE TRIGGER payments_paymentoperation_guard_update BEFORE UPDATE ON payments_paymentoperation FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."payment_id" IS NOT OLD."payment_id" OR NEW."kind" IS NOT OLD."kind" OR NEW."amount_cents" IS NOT OLD."amount_cents" OR NEW."key" IS NOT OLD."key" OR NEW."reason" IS NOT OLD."reason" OR NEW."parts" IS NOT OLD."parts" OR NEW."by" IS NOT OLD."by" OR NEW."asked_at" IS NOT OLD."asked_at" OR NEW."due_on" IS NOT OLD."due_on") BEGIN SELECT RAISE(ABORT, 'a payment operation is never changed or deleted; another one answers it'); END;
CREATE TRIGGER payments_paymentoperation_guard_delete BEFORE DELETE ON payments_paymentoperation FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a payment operation is never changed or deleted; another one answers it'); END;
CREATE TRIGGER payments_paymentoperation_replace_insert BEFORE INSERT ON payments_paymentoperation FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM payments_paymentoperation kept WHERE kept."id" = NEW."id")) OR ((NOT (NEW."kind" = 'refund')) AND EXISTS (SELECT 1 FROM payments_paymentoperation kept WHERE kept."payment_id" = NEW."payment_id" AND kept."kind" = NEW."kind" AND (NOT (kept."kind" = 'refund')))) OR (EXISTS (SELECT 1 FROM payments_paymentoperation kept WHERE kept."key" = NEW."key"))) BEGIN SELECT RAISE(ABORT, 'a payment operation is never changed or deleted; another one answers it'); END;
CREATE TRIGGER payments_paymentrequest_guard_update BEFORE UPDATE ON payments_paymentrequest FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."order_id" IS NOT OLD."order_id" OR NEW."reason" IS NOT OLD."reason" OR NEW."by" IS NOT OLD."by" OR NEW."asked_at" IS NOT OLD."asked_at" OR NEW."pay_by" IS NOT OLD."pay_by" OR (COALESCE(CAST(OLD."ended_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."ended_at" IS NOT OLD."ended_at")) BEGIN SELECT RAISE(ABORT, 'what a shopper was asked to pay, and until when, is never changed or deleted'); END;
CREATE TRIGGER payments_paymentrequest_guard_delete BEFORE DELETE ON payments_paymentrequest FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what a shopper was asked to pay, and until when, is never changed or deleted'); END;
CREATE TRIGGER payments_paymentrequest_replace_insert BEFORE INSERT ON payments_paymentrequest FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM payments_paymentrequest kept WHERE kept."id" = NEW."id")) OR ((NEW."ended_at" IS NULL) AND EXISTS (SELECT 1 FROM payments_paymentrequest kept WHERE kept."order_id" = NEW."order_id" AND (kept."ended_at" IS NULL)))) BEGIN SELECT RAISE(ABORT, 'what a shopper was asked to pay, and until when, is never changed or deleted'); END;
CREATE TRIGGER payments_paymentrequest_replace_update BEFORE UPDATE OF "ended_at", "order_id" ON payments_paymentrequest FOR EACH ROW WHEN (((NEW."ended_at" IS NULL) AND EXISTS (SELECT 1 FROM payments_paymentrequest kept WHERE kept."order_id" = NEW."order_id" AND kept.rowid <> OLD.rowid AND (kept."ended_at" IS NULL)))) BEGIN SELECT RAISE(ABORT, 'what a shopper was asked to pay, and until when, is never changed or deleted'); END;
CREATE TRIGGER payments_approval_guard_update BEFORE UPDATE ON payments_approval FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."payment_id" IS NOT OLD."payment_id" OR NEW."key" IS NOT OLD."key" OR NEW."parts" IS NOT OLD."parts" OR NEW."amount_cents" IS NOT OLD."amount_cents" OR NEW."reason" IS NOT OLD."reason" OR NEW."by" IS NOT OLD."by" OR NEW."asked_at" IS NOT OLD."asked_at" OR (COALESCE(CAST(OLD."decided_by" AS text), '') NOT IN ('', '0', 'false') AND NEW."decided_by" IS NOT OLD."decided_by") OR (COALESCE(CAST(OLD."decided_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."decided_at" IS NOT OLD."decided_at")) BEGIN SELECT RAISE(ABORT, 'an approval is kept as it was asked for, and decided once'); END;
CREATE TRIGGER payments_approval_guard_delete BEFORE DELETE ON payments_approval FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'an approval is kept as it was asked for, and decided once'); END;
CREATE TRIGGER payments_approval_replace_insert BEFORE INSERT ON payments_approval FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM payments_approval kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM payments_approval kept WHERE kept."payment_id" = NEW."payment_id" AND kept."key" = NEW."key"))) BEGIN SELECT RAISE(ABORT, 'an approval is kept as it was asked for, and decided once'); END;
CREATE TRIGGER payments_approval_refuse_again_update BEFORE UPDATE ON payments_approval FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL AND NEW.agreed <> OLD.agreed) BEGIN SELECT RAISE(ABORT, 'an approval is kept as it was asked for, and decided once'); END;
CREATE TRIGGER payments_approval_refuse_decided_insert BEFORE INSERT ON payments_approval FOR EACH ROW WHEN (NEW.decided_at IS NOT NULL OR NEW.decided_by <> '' OR NEW.agreed) BEGIN SELECT RAISE(ABORT, 'an approval is kept as it was asked for, and decided once'); END;
CREATE TRIGGER payments_approval_refuse_one_person_insert BEFORE INSERT ON payments_approval FOR EACH ROW WHEN (NEW."decided_by" <> '' AND NEW."decided_by" = NEW."by") BEGIN SELECT RAISE(ABORT, 'nobody approves what they asked for'); END;
CREATE TRIGGER payments_approval_refuse_one_person_update BEFORE UPDATE ON payments_approval FOR EACH ROW WHEN (NEW."decided_by" <> '' AND NEW."decided_by" = NEW."by") BEGIN SELECT RAISE(ABORT, 'nobody approves what they asked for'); END;
CREATE TRIGGER payments_dispute_guard_update BEFORE UPDATE ON payments_dispute FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."payment_id" IS NOT OLD."payment_id" OR NEW."provider_id" IS NOT OLD."provider_id" OR NEW."amount_cents" IS NOT OLD."amount_cents" OR NEW."reason" IS NOT OLD."reason" OR NEW."opened_at" IS NOT OLD."opened_at" OR (COALESCE(CAST(OLD."closed_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."closed_at" IS NOT OLD."closed_at")) BEGIN SELECT RAISE(ABORT, 'what a bank disputes is kept as it was told'); END;
CREATE TRIGGER payments_dispute_guard_delete BEFORE DELETE ON payments_dispute FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what a bank disputes is kept as it was told'); END;
CREATE TRIGGER payments_dispute_replace_insert BEFORE INSERT ON payments_dispute FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM payments_dispute kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM payments_dispute kept WHERE kept."provider_id" = NEW."provider_id"))) BEGIN SELECT RAISE(ABORT, 'what a bank disputes is kept as it was told'); END;
CREATE TRIGGER payments_webhookevent_guard_update BEFORE UPDATE ON payments_webhookevent FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."provider_id" IS NOT OLD."provider_id" OR NEW."kind" IS NOT OLD."kind" OR NEW."about" IS NOT OLD."about" OR NEW."received_at" IS NOT OLD."received_at") BEGIN SELECT RAISE(ABORT, 'what the provider told is kept as it was told'); END;
CREATE TRIGGER payments_webhookevent_guard_delete BEFORE DELETE ON payments_webhookevent FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what the provider told is kept as it was told'); END;
CREATE TRIGGER payments_webhookevent_replace_insert BEFORE INSERT ON payments_webhookevent FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM payments_webhookevent kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM payments_webhookevent kept WHERE kept."provider_id" = NEW."provider_id"))) BEGIN SELECT RAISE(ABORT, 'what the provider told is kept as it was told'); END;
CREATE TRIGGER payments_webhookevent_refuse_rewritten_update BEFORE UPDATE ON payments_webhookevent FOR EACH ROW WHEN ((NEW.payload <> OLD.payload) AND (NEW.payload <> '{}' OR OLD.handled_at IS NULL)) BEGIN SELECT RAISE(ABORT, 'what the provider told is emptied, once it is read, and never rewritten'); END;
CREATE TRIGGER payments_reconciliation_guard_update BEFORE UPDATE ON payments_reconciliation FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a tie-out is never edited'); END;
CREATE TRIGGER payments_reconciliation_guard_delete BEFORE DELETE ON payments_reconciliation FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a tie-out is never edited'); END;
CREATE TRIGGER payments_reconciliation_replace_insert BEFORE INSERT ON payments_reconciliation FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM payments_reconciliation kept WHERE kept."id" = NEW."id"))) BEGIN SELECT RAISE(ABORT, 'a tie-out is never edited'); END;
CREATE TRIGGER fulfillment_parcel_guard_update BEFORE UPDATE ON fulfillment_parcel FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."order_id" IS NOT OLD."order_id" OR NEW."key" IS NOT OLD."key" OR NEW."by" IS NOT OLD."by" OR NEW."taken_at" IS NOT OLD."taken_at" OR NEW."passed" IS NOT OLD."passed" OR (((COALESCE(CAST(OLD."proof" AS text), '') NOT IN ('', '0', 'false') AND NEW."proof" IS NOT OLD."proof")) AND (NEW."proof" <> '')) OR (COALESCE(CAST(OLD."set_aside_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."set_aside_at" IS NOT OLD."set_aside_at") OR (COALESCE(CAST(OLD."set_aside_why" AS text), '') NOT IN ('', '0', 'false') AND NEW."set_aside_why" IS NOT OLD."set_aside_why") OR (COALESCE(CAST(OLD."grams" AS text), '') NOT IN ('', '0', 'false') AND NEW."grams" IS NOT OLD."grams") OR (COALESCE(CAST(OLD."length_mm" AS text), '') NOT IN ('', '0', 'false') AND NEW."length_mm" IS NOT OLD."length_mm") OR (COALESCE(CAST(OLD."width_mm" AS text), '') NOT IN ('', '0', 'false') AND NEW."width_mm" IS NOT OLD."width_mm") OR (COALESCE(CAST(OLD."height_mm" AS text), '') NOT IN ('', '0', 'false') AND NEW."height_mm" IS NOT OLD."height_mm") OR (COALESCE(CAST(OLD."seal" AS text), '') NOT IN ('', '0', 'false') AND NEW."seal" IS NOT OLD."seal") OR (COALESCE(CAST(OLD."closed_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."closed_at" IS NOT OLD."closed_at") OR (COALESCE(CAST(OLD."left_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."left_at" IS NOT OLD."left_at") OR (COALESCE(CAST(OLD."left_how" AS text), '') NOT IN ('', '0', 'false') AND NEW."left_how" IS NOT OLD."left_how")) BEGIN SELECT RAISE(ABORT, 'what was packed is evidence, and kept'); END;
CREATE TRIGGER fulfillment_parcel_guard_delete BEFORE DELETE ON fulfillment_parcel FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what was packed is evidence, and kept'); END;
CREATE TRIGGER fulfillment_parcel_refuse_erasing_update BEFORE UPDATE ON fulfillment_parcel FOR EACH ROW WHEN (((COALESCE(CAST(NEW."proof" AS text), '') = '' AND COALESCE(CAST(OLD."proof" AS text), '') <> '')) AND (NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = NEW.order_id AND e.kind = 'order.erased')))) BEGIN SELECT RAISE(ABORT, 'what was packed is evidence, and kept; it is emptied only for who asked to be forgotten'); END;
CREATE TRIGGER fulfillment_parcel_replace_insert BEFORE INSERT ON fulfillment_parcel FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_parcel kept WHERE kept."id" = NEW."id")) OR (((NEW."closed_at" IS NULL AND NEW."set_aside_at" IS NULL)) AND EXISTS (SELECT 1 FROM fulfillment_parcel kept WHERE kept."order_id" = NEW."order_id" AND ((kept."closed_at" IS NULL AND kept."set_aside_at" IS NULL)))) OR (((NEW."closed_at" IS NULL AND NEW."set_aside_at" IS NULL)) AND EXISTS (SELECT 1 FROM fulfillment_parcel kept WHERE kept."by" = NEW."by" AND ((kept."closed_at" IS NULL AND kept."set_aside_at" IS NULL)))) OR (EXISTS (SELECT 1 FROM fulfillment_parcel kept WHERE kept."key" = NEW."key"))) BEGIN SELECT RAISE(ABORT, 'what was packed is evidence, and kept'); END;
CREATE TRIGGER fulfillment_parcel_replace_update BEFORE UPDATE OF "by", "closed_at", "order_id", "set_aside_at" ON fulfillment_parcel FOR EACH ROW WHEN ((((NEW."closed_at" IS NULL AND NEW."set_aside_at" IS NULL)) AND EXISTS (SELECT 1 FROM fulfillment_parcel kept WHERE kept."order_id" = NEW."order_id" AND kept.rowid <> OLD.rowid AND ((kept."closed_at" IS NULL AND kept."set_aside_at" IS NULL)))) OR (((NEW."closed_at" IS NULL AND NEW."set_aside_at" IS NULL)) AND EXISTS (SELECT 1 FROM fulfillment_parcel kept WHERE kept."by" = NEW."by" AND kept.rowid <> OLD.rowid AND ((kept."closed_at" IS NULL AND kept."set_aside_at" IS NULL))))) BEGIN SELECT RAISE(ABORT, 'what was packed is evidence, and kept'); END;
CREATE TRIGGER fulfillment_parcelline_guard_update BEFORE UPDATE ON fulfillment_parcelline FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."parcel_id" IS NOT OLD."parcel_id" OR NEW."line_id" IS NOT OLD."line_id" OR (COALESCE(CAST(OLD."scanned_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."scanned_at" IS NOT OLD."scanned_at") OR (COALESCE(CAST(OLD."out" AS text), '') NOT IN ('', '0', 'false') AND NEW."out" IS NOT OLD."out")) BEGIN SELECT RAISE(ABORT, 'what was packed is evidence, and kept'); END;
CREATE TRIGGER fulfillment_parcelline_guard_delete BEFORE DELETE ON fulfillment_parcelline FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what was packed is evidence, and kept'); END;
CREATE TRIGGER fulfillment_parcelline_replace_insert BEFORE INSERT ON fulfillment_parcelline FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_parcelline kept WHERE kept."id" = NEW."id")) OR ((NOT NEW."out") AND EXISTS (SELECT 1 FROM fulfillment_parcelline kept WHERE kept."line_id" = NEW."line_id" AND (NOT kept."out")))) BEGIN SELECT RAISE(ABORT, 'what was packed is evidence, and kept'); END;
CREATE TRIGGER fulfillment_parcelline_replace_update BEFORE UPDATE OF "line_id", "out" ON fulfillment_parcelline FOR EACH ROW WHEN (((NOT NEW."out") AND EXISTS (SELECT 1 FROM fulfillment_parcelline kept WHERE kept."line_id" = NEW."line_id" AND kept.rowid <> OLD.rowid AND (NOT kept."out")))) BEGIN SELECT RAISE(ABORT, 'what was packed is evidence, and kept'); END;
CREATE TRIGGER fulfillment_packingphoto_guard_update BEFORE UPDATE ON fulfillment_packingphoto FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what was packed is evidence, and kept'); END;
CREATE TRIGGER fulfillment_packingphoto_guard_delete BEFORE DELETE ON fulfillment_packingphoto FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what was packed is evidence, and kept'); END;
CREATE TRIGGER fulfillment_packingphoto_replace_insert BEFORE INSERT ON fulfillment_packingphoto FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_packingphoto kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM fulfillment_packingphoto kept WHERE kept."parcel_id" = NEW."parcel_id" AND kept."digest" = NEW."digest"))) BEGIN SELECT RAISE(ABORT, 'what was packed is evidence, and kept'); END;
CREATE TRIGGER fulfillment_label_guard_update BEFORE UPDATE ON fulfillment_label FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."parcel_id" IS NOT OLD."parcel_id" OR NEW."reference" IS NOT OLD."reference" OR NEW."carrier" IS NOT OLD."carrier" OR NEW."by" IS NOT OLD."by" OR NEW."asked_at" IS NOT OLD."asked_at" OR (((COALESCE(CAST(OLD."file" AS text), '') NOT IN ('', '0', 'false') AND NEW."file" IS NOT OLD."file")) AND (NEW."file" <> '')) OR (COALESCE(CAST(OLD."number" AS text), '') NOT IN ('', '0', 'false') AND NEW."number" IS NOT OLD."number") OR (COALESCE(CAST(OLD."service" AS text), '') NOT IN ('', '0', 'false') AND NEW."service" IS NOT OLD."service") OR (COALESCE(CAST(OLD."cents" AS text), '') NOT IN ('', '0', 'false') AND NEW."cents" IS NOT OLD."cents") OR (COALESCE(CAST(OLD."signature" AS text), '') NOT IN ('', '0', 'false') AND NEW."signature" IS NOT OLD."signature") OR (COALESCE(CAST(OLD."declared_cents" AS text), '') NOT IN ('', '0', 'false') AND NEW."declared_cents" IS NOT OLD."declared_cents")) BEGIN SELECT RAISE(ABORT, 'a label is kept as it was bought'); END;
CREATE TRIGGER fulfillment_label_guard_delete BEFORE DELETE ON fulfillment_label FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a label is kept as it was bought'); END;
CREATE TRIGGER fulfillment_label_refuse_erasing_update BEFORE UPDATE ON fulfillment_label FOR EACH ROW WHEN (((COALESCE(CAST(NEW."file" AS text), '') = '' AND COALESCE(CAST(OLD."file" AS text), '') <> '')) AND (NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT p.order_id FROM fulfillment_parcel p WHERE p.id = NEW.parcel_id) AND e.kind = 'order.erased')))) BEGIN SELECT RAISE(ABORT, 'a label is kept as it was bought; it is emptied only for who asked to be forgotten'); END;
CREATE TRIGGER fulfillment_label_replace_insert BEFORE INSERT ON fulfillment_label FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_label kept WHERE kept."id" = NEW."id")) OR ((NOT (NEW."number" = '')) AND EXISTS (SELECT 1 FROM fulfillment_label kept WHERE kept."carrier" = NEW."carrier" AND kept."number" = NEW."number" AND (NOT (kept."number" = '')))) OR ((NEW."state" IN ('asked', 'unsure', 'bought')) AND EXISTS (SELECT 1 FROM fulfillment_label kept WHERE kept."parcel_id" = NEW."parcel_id" AND (kept."state" IN ('asked', 'unsure', 'bought')))) OR (EXISTS (SELECT 1 FROM fulfillment_label kept WHERE kept."reference" = NEW."reference"))) BEGIN SELECT RAISE(ABORT, 'a label is kept as it was bought'); END;
CREATE TRIGGER fulfillment_label_replace_update BEFORE UPDATE OF "carrier", "number", "parcel_id", "state" ON fulfillment_label FOR EACH ROW WHEN (((NOT (NEW."number" = '')) AND EXISTS (SELECT 1 FROM fulfillment_label kept WHERE kept."carrier" = NEW."carrier" AND kept."number" = NEW."number" AND kept.rowid <> OLD.rowid AND (NOT (kept."number" = '')))) OR ((NEW."state" IN ('asked', 'unsure', 'bought')) AND EXISTS (SELECT 1 FROM fulfillment_label kept WHERE kept."parcel_id" = NEW."parcel_id" AND kept.rowid <> OLD.rowid AND (kept."state" IN ('asked', 'unsure', 'bought'))))) BEGIN SELECT RAISE(ABORT, 'a label is kept as it was bought'); END;
CREATE TRIGGER fulfillment_return_guard_update BEFORE UPDATE ON fulfillment_return FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."key" IS NOT OLD."key" OR NEW."order_id" IS NOT OLD."order_id" OR NEW."parcel_id" IS NOT OLD."parcel_id" OR NEW."request_key" IS NOT OLD."request_key" OR NEW."opened_at" IS NOT OLD."opened_at" OR NEW."reason" IS NOT OLD."reason" OR NEW."answer_by" IS NOT OLD."answer_by" OR (COALESCE(CAST(OLD."refund_asked_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."refund_asked_at" IS NOT OLD."refund_asked_at") OR (COALESCE(CAST(OLD."shipped_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."shipped_at" IS NOT OLD."shipped_at") OR (COALESCE(CAST(OLD."arrived_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."arrived_at" IS NOT OLD."arrived_at") OR (COALESCE(CAST(OLD."received_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."received_at" IS NOT OLD."received_at") OR (COALESCE(CAST(OLD."received_by" AS text), '') NOT IN ('', '0', 'false') AND NEW."received_by" IS NOT OLD."received_by") OR (COALESCE(CAST(OLD."ended_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."ended_at" IS NOT OLD."ended_at") OR (COALESCE(CAST(OLD."ended_how" AS text), '') NOT IN ('', '0', 'false') AND NEW."ended_how" IS NOT OLD."ended_how")) BEGIN SELECT RAISE(ABORT, 'what came back, and why, stays on record'); END;
CREATE TRIGGER fulfillment_return_guard_delete BEFORE DELETE ON fulfillment_return FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what came back, and why, stays on record'); END;
CREATE TRIGGER fulfillment_return_replace_insert BEFORE INSERT ON fulfillment_return FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_return kept WHERE kept."id" = NEW."id")) OR ((NOT (NEW."request_key" = '')) AND EXISTS (SELECT 1 FROM fulfillment_return kept WHERE kept."request_key" = NEW."request_key" AND (NOT (kept."request_key" = '')))) OR (EXISTS (SELECT 1 FROM fulfillment_return kept WHERE kept."key" = NEW."key")) OR (EXISTS (SELECT 1 FROM fulfillment_return kept WHERE kept."parcel_id" = NEW."parcel_id"))) BEGIN SELECT RAISE(ABORT, 'what came back, and why, stays on record'); END;
CREATE TRIGGER fulfillment_returnedpiece_guard_update BEFORE UPDATE ON fulfillment_returnedpiece FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."returned_id" IS NOT OLD."returned_id" OR NEW."line_id" IS NOT OLD."line_id" OR (COALESCE(CAST(OLD."condition" AS text), '') NOT IN ('', '0', 'false') AND NEW."condition" IS NOT OLD."condition") OR (COALESCE(CAST(OLD."note" AS text), '') NOT IN ('', '0', 'false') AND NEW."note" IS NOT OLD."note") OR (COALESCE(CAST(OLD."scanned_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."scanned_at" IS NOT OLD."scanned_at")) BEGIN SELECT RAISE(ABORT, 'what came back, and how it was, stays on record'); END;
CREATE TRIGGER fulfillment_returnedpiece_guard_delete BEFORE DELETE ON fulfillment_returnedpiece FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what came back, and how it was, stays on record'); END;
CREATE TRIGGER fulfillment_returnedpiece_replace_insert BEFORE INSERT ON fulfillment_returnedpiece FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_returnedpiece kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM fulfillment_returnedpiece kept WHERE kept."returned_id" = NEW."returned_id" AND kept."line_id" = NEW."line_id"))) BEGIN SELECT RAISE(ABORT, 'what came back, and how it was, stays on record'); END;
CREATE TRIGGER fulfillment_returnlabel_guard_update BEFORE UPDATE ON fulfillment_returnlabel FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."returned_id" IS NOT OLD."returned_id" OR NEW."reference" IS NOT OLD."reference" OR NEW."asked_at" IS NOT OLD."asked_at" OR (((COALESCE(CAST(OLD."file" AS text), '') NOT IN ('', '0', 'false') AND NEW."file" IS NOT OLD."file")) AND (NEW."file" <> '')) OR (COALESCE(CAST(OLD."number" AS text), '') NOT IN ('', '0', 'false') AND NEW."number" IS NOT OLD."number") OR (COALESCE(CAST(OLD."service" AS text), '') NOT IN ('', '0', 'false') AND NEW."service" IS NOT OLD."service") OR (COALESCE(CAST(OLD."cents" AS text), '') NOT IN ('', '0', 'false') AND NEW."cents" IS NOT OLD."cents") OR (COALESCE(CAST(OLD."bought_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."bought_at" IS NOT OLD."bought_at") OR (COALESCE(CAST(OLD."usable_until" AS text), '') NOT IN ('', '0', 'false') AND NEW."usable_until" IS NOT OLD."usable_until")) BEGIN SELECT RAISE(ABORT, 'a label is kept as it was bought'); END;
CREATE TRIGGER fulfillment_returnlabel_guard_delete BEFORE DELETE ON fulfillment_returnlabel FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a label is kept as it was bought'); END;
CREATE TRIGGER fulfillment_returnlabel_refuse_erasing_update BEFORE UPDATE ON fulfillment_returnlabel FOR EACH ROW WHEN (((COALESCE(CAST(NEW."file" AS text), '') = '' AND COALESCE(CAST(OLD."file" AS text), '') <> '')) AND (NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT r.order_id FROM fulfillment_return r WHERE r.id = NEW.returned_id) AND e.kind = 'order.erased')))) BEGIN SELECT RAISE(ABORT, 'a label is kept as it was bought; it is emptied only for who asked to be forgotten'); END;
CREATE TRIGGER fulfillment_returnlabel_replace_insert BEFORE INSERT ON fulfillment_returnlabel FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_returnlabel kept WHERE kept."id" = NEW."id")) OR ((NEW."state" = 'asked') AND EXISTS (SELECT 1 FROM fulfillment_returnlabel kept WHERE kept."returned_id" = NEW."returned_id" AND (kept."state" = 'asked'))) OR ((NOT (NEW."number" = '')) AND EXISTS (SELECT 1 FROM fulfillment_returnlabel kept WHERE kept."carrier" = NEW."carrier" AND kept."number" = NEW."number" AND (NOT (kept."number" = '')))) OR (EXISTS (SELECT 1 FROM fulfillment_returnlabel kept WHERE kept."reference" = NEW."reference"))) BEGIN SELECT RAISE(ABORT, 'a label is kept as it was bought'); END;
CREATE TRIGGER fulfillment_returnlabel_replace_update BEFORE UPDATE OF "carrier", "number", "returned_id", "state" ON fulfillment_returnlabel FOR EACH ROW WHEN (((NEW."state" = 'asked') AND EXISTS (SELECT 1 FROM fulfillment_returnlabel kept WHERE kept."returned_id" = NEW."returned_id" AND kept.rowid <> OLD.rowid AND (kept."state" = 'asked'))) OR ((NOT (NEW."number" = '')) AND EXISTS (SELECT 1 FROM fulfillment_returnlabel kept WHERE kept."carrier" = NEW."carrier" AND kept."number" = NEW."number" AND kept.rowid <> OLD.rowid AND (NOT (kept."number" = ''))))) BEGIN SELECT RAISE(ABORT, 'a label is kept as it was bought'); END;
CREATE TRIGGER fulfillment_transfer_guard_update BEFORE UPDATE ON fulfillment_transfer FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."key" IS NOT OLD."key" OR NEW."made_at" IS NOT OLD."made_at" OR NEW."by" IS NOT OLD."by" OR (COALESCE(CAST(OLD."carrier" AS text), '') NOT IN ('', '0', 'false') AND NEW."carrier" IS NOT OLD."carrier") OR (COALESCE(CAST(OLD."number" AS text), '') NOT IN ('', '0', 'false') AND NEW."number" IS NOT OLD."number") OR (COALESCE(CAST(OLD."dispatched_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."dispatched_at" IS NOT OLD."dispatched_at") OR (COALESCE(CAST(OLD."ended_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."ended_at" IS NOT OLD."ended_at")) BEGIN SELECT RAISE(ABORT, 'transfer: what crossed, and when, stays on record'); END;
CREATE TRIGGER fulfillment_transfer_guard_delete BEFORE DELETE ON fulfillment_transfer FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'transfer: what crossed, and when, stays on record'); END;
CREATE TRIGGER fulfillment_transfer_replace_insert BEFORE INSERT ON fulfillment_transfer FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_transfer kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM fulfillment_transfer kept WHERE kept."key" = NEW."key"))) BEGIN SELECT RAISE(ABORT, 'transfer: what crossed, and when, stays on record'); END;
CREATE TRIGGER fulfillment_transfer_refuse_other_steps_update BEFORE UPDATE ON fulfillment_transfer FOR EACH ROW WHEN (((OLD.at_customs_at IS NOT NULL AND (NEW.at_customs_at IS NULL OR NEW.at_customs_at <> OLD.at_customs_at)) OR (OLD.cleared_at IS NOT NULL AND (NEW.cleared_at IS NULL OR NEW.cleared_at <> OLD.cleared_at)) OR (OLD.landed_at IS NOT NULL AND (NEW.landed_at IS NULL OR NEW.landed_at <> OLD.landed_at))) AND (EXISTS (SELECT 1 FROM fulfillment_crossing c WHERE c.transfer_id = OLD.id AND c.checked_at IS NOT NULL))) BEGIN SELECT RAISE(ABORT, 'transfer: a piece of it was checked, so its steps stay'); END;
CREATE TRIGGER fulfillment_crossing_guard_update BEFORE UPDATE ON fulfillment_crossing FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."transfer_id" IS NOT OLD."transfer_id" OR (COALESCE(CAST(OLD."scanned_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."scanned_at" IS NOT OLD."scanned_at") OR (COALESCE(CAST(OLD."scanned_by" AS text), '') NOT IN ('', '0', 'false') AND NEW."scanned_by" IS NOT OLD."scanned_by") OR (COALESCE(CAST(OLD."checked_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."checked_at" IS NOT OLD."checked_at") OR (COALESCE(CAST(OLD."checked_by" AS text), '') NOT IN ('', '0', 'false') AND NEW."checked_by" IS NOT OLD."checked_by")) BEGIN SELECT RAISE(ABORT, 'transfer: what crossed, and when, stays on record'); END;
CREATE TRIGGER fulfillment_crossing_refuse_deleting_delete BEFORE DELETE ON fulfillment_crossing FOR EACH ROW WHEN (NOT (EXISTS (SELECT 1 FROM fulfillment_transfer t WHERE t.id = OLD.transfer_id AND t.dispatched_at IS NULL))) BEGIN SELECT RAISE(ABORT, 'transfer: what crossed, and when, stays on record'); END;
CREATE TRIGGER fulfillment_crossing_replace_insert BEFORE INSERT ON fulfillment_crossing FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_crossing kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM fulfillment_crossing kept WHERE kept."line_id" = NEW."line_id"))) BEGIN SELECT RAISE(ABORT, 'transfer: what crossed, and when, stays on record'); END;
CREATE TRIGGER fulfillment_crossing_replace_update BEFORE UPDATE OF "line_id" ON fulfillment_crossing FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_crossing kept WHERE kept."line_id" = NEW."line_id" AND kept.rowid <> OLD.rowid))) BEGIN SELECT RAISE(ABORT, 'transfer: what crossed, and when, stays on record'); END;
CREATE TRIGGER fulfillment_crossing_refuse_papers_update BEFORE UPDATE ON fulfillment_crossing FOR EACH ROW WHEN ((NEW.value_cents <> OLD.value_cents OR NEW.permit <> OLD.permit OR (NEW.value_cents IS NULL AND OLD.value_cents IS NOT NULL)) AND (NOT (EXISTS (SELECT 1 FROM fulfillment_transfer t WHERE t.id = OLD.transfer_id AND t.dispatched_at IS NULL)))) BEGIN SELECT RAISE(ABORT, 'transfer: a piece''s papers went with it'); END;
CREATE TRIGGER fulfillment_crossing_refuse_other_line_update BEFORE UPDATE ON fulfillment_crossing FOR EACH ROW WHEN ((NEW.line_id <> OLD.line_id) AND (NOT EXISTS (SELECT 1 FROM orders_line o JOIN orders_line n ON n.item_id = o.item_id WHERE o.id = OLD.line_id AND o.state = 'cancelled' AND n.id = NEW.line_id))) BEGIN SELECT RAISE(ABORT, 'transfer: what crossed, and when, stays on record'); END;
CREATE TRIGGER fulfillment_pickup_guard_update BEFORE UPDATE ON fulfillment_pickup FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."carrier" IS NOT OLD."carrier" OR NEW."on" IS NOT OLD."on" OR NEW."parcels" IS NOT OLD."parcels" OR NEW."by" IS NOT OLD."by" OR NEW."asked_at" IS NOT OLD."asked_at" OR (COALESCE(CAST(OLD."confirmation" AS text), '') NOT IN ('', '0', 'false') AND NEW."confirmation" IS NOT OLD."confirmation") OR (COALESCE(CAST(OLD."ended_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."ended_at" IS NOT OLD."ended_at")) BEGIN SELECT RAISE(ABORT, 'a pickup is kept as it was asked for'); END;
CREATE TRIGGER fulfillment_pickup_guard_delete BEFORE DELETE ON fulfillment_pickup FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a pickup is kept as it was asked for'); END;
CREATE TRIGGER fulfillment_pickup_replace_insert BEFORE INSERT ON fulfillment_pickup FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_pickup kept WHERE kept."id" = NEW."id")) OR ((NEW."ended_at" IS NULL) AND EXISTS (SELECT 1 FROM fulfillment_pickup kept WHERE kept."carrier" = NEW."carrier" AND kept."on" = NEW."on" AND (kept."ended_at" IS NULL)))) BEGIN SELECT RAISE(ABORT, 'a pickup is kept as it was asked for'); END;
CREATE TRIGGER fulfillment_pickup_replace_update BEFORE UPDATE OF "carrier", "ended_at", "on" ON fulfillment_pickup FOR EACH ROW WHEN (((NEW."ended_at" IS NULL) AND EXISTS (SELECT 1 FROM fulfillment_pickup kept WHERE kept."carrier" = NEW."carrier" AND kept."on" = NEW."on" AND kept.rowid <> OLD.rowid AND (kept."ended_at" IS NULL)))) BEGIN SELECT RAISE(ABORT, 'a pickup is kept as it was asked for'); END;
CREATE TRIGGER fulfillment_scan_guard_update BEFORE UPDATE ON fulfillment_scan FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what a carrier said is kept as it was said'); END;
CREATE TRIGGER fulfillment_scan_guard_delete BEFORE DELETE ON fulfillment_scan FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what a carrier said is kept as it was said'); END;
CREATE TRIGGER fulfillment_scan_replace_insert BEFORE INSERT ON fulfillment_scan FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_scan kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM fulfillment_scan kept WHERE kept."digest" = NEW."digest"))) BEGIN SELECT RAISE(ABORT, 'what a carrier said is kept as it was said'); END;
CREATE TRIGGER fulfillment_closure_guard_update BEFORE UPDATE ON fulfillment_closure FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a closure is a fact; another one answers it'); END;
CREATE TRIGGER fulfillment_closure_guard_delete BEFORE DELETE ON fulfillment_closure FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a closure is a fact; another one answers it'); END;
CREATE TRIGGER fulfillment_closure_replace_insert BEFORE INSERT ON fulfillment_closure FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_closure kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM fulfillment_closure kept WHERE kept."replaces_id" = NEW."replaces_id")) OR ((NEW."replaces_id" IS NULL) AND EXISTS (SELECT 1 FROM fulfillment_closure kept WHERE kept."place" = NEW."place" AND kept."first_on" = NEW."first_on" AND kept."last_on" = NEW."last_on" AND kept."why" = NEW."why" AND (kept."replaces_id" IS NULL)))) BEGIN SELECT RAISE(ABORT, 'a closure is a fact; another one answers it'); END;
CREATE TRIGGER fulfillment_crossingcheck_guard_update BEFORE UPDATE ON fulfillment_crossingcheck FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what was found at check-in is kept; a later check answers it'); END;
CREATE TRIGGER fulfillment_crossingcheck_guard_delete BEFORE DELETE ON fulfillment_crossingcheck FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what was found at check-in is kept; a later check answers it'); END;
CREATE TRIGGER fulfillment_crossingcheck_replace_insert BEFORE INSERT ON fulfillment_crossingcheck FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_crossingcheck kept WHERE kept."id" = NEW."id"))) BEGIN SELECT RAISE(ABORT, 'what was found at check-in is kept; a later check answers it'); END;
CREATE TRIGGER fulfillment_crossingphoto_guard_update BEFORE UPDATE ON fulfillment_crossingphoto FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a photo of what came from Japan is evidence, and kept'); END;
CREATE TRIGGER fulfillment_crossingphoto_guard_delete BEFORE DELETE ON fulfillment_crossingphoto FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a photo of what came from Japan is evidence, and kept'); END;
CREATE TRIGGER fulfillment_crossingphoto_replace_insert BEFORE INSERT ON fulfillment_crossingphoto FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_crossingphoto kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM fulfillment_crossingphoto kept WHERE kept."check_of_id" = NEW."check_of_id" AND kept."digest" = NEW."digest"))) BEGIN SELECT RAISE(ABORT, 'a photo of what came from Japan is evidence, and kept'); END;
CREATE TRIGGER fulfillment_returnphoto_guard_update BEFORE UPDATE ON fulfillment_returnphoto FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a photo of what came back is evidence, and kept'); END;
CREATE TRIGGER fulfillment_returnphoto_guard_delete BEFORE DELETE ON fulfillment_returnphoto FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a photo of what came back is evidence, and kept'); END;
CREATE TRIGGER fulfillment_returnphoto_replace_insert BEFORE INSERT ON fulfillment_returnphoto FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_returnphoto kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM fulfillment_returnphoto kept WHERE kept."returned_id" = NEW."returned_id" AND kept."digest" = NEW."digest"))) BEGIN SELECT RAISE(ABORT, 'a photo of what came back is evidence, and kept'); END;
CREATE TRIGGER fulfillment_counterreceipt_guard_update BEFORE UPDATE ON fulfillment_counterreceipt FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."label_id" IS NOT OLD."label_id" OR NEW."digest" IS NOT OLD."digest" OR NEW."by" IS NOT OLD."by" OR NEW."at" IS NOT OLD."at" OR ((NEW."file" IS NOT OLD."file") AND (NEW."file" <> ''))) BEGIN SELECT RAISE(ABORT, 'a carrier''s receipt is evidence, and kept'); END;
CREATE TRIGGER fulfillment_counterreceipt_guard_delete BEFORE DELETE ON fulfillment_counterreceipt FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a carrier''s receipt is evidence, and kept'); END;
CREATE TRIGGER fulfillment_counterreceipt_refuse_erasing_update BEFORE UPDATE ON fulfillment_counterreceipt FOR EACH ROW WHEN (((COALESCE(CAST(NEW."file" AS text), '') = '' AND COALESCE(CAST(OLD."file" AS text), '') <> '')) AND (NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT p.order_id FROM fulfillment_label l JOIN fulfillment_parcel p ON p.id = l.parcel_id WHERE l.id = NEW.label_id) AND e.kind = 'order.erased')))) BEGIN SELECT RAISE(ABORT, 'a carrier''s receipt is evidence, and kept; it is emptied only for who asked to be forgotten'); END;
CREATE TRIGGER fulfillment_counterreceipt_replace_insert BEFORE INSERT ON fulfillment_counterreceipt FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_counterreceipt kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM fulfillment_counterreceipt kept WHERE kept."digest" = NEW."digest")) OR (EXISTS (SELECT 1 FROM fulfillment_counterreceipt kept WHERE kept."label_id" = NEW."label_id"))) BEGIN SELECT RAISE(ABORT, 'a carrier''s receipt is evidence, and kept'); END;
CREATE TRIGGER fulfillment_parcelback_guard_update BEFORE UPDATE ON fulfillment_parcelback FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."returned_id" IS NOT OLD."returned_id" OR NEW."key" IS NOT OLD."key" OR NEW."opened_at" IS NOT OLD."opened_at" OR NEW."opened_by" IS NOT OLD."opened_by" OR (((COALESCE(CAST(OLD."file" AS text), '') NOT IN ('', '0', 'false') AND NEW."file" IS NOT OLD."file")) AND (NEW."file" <> '')) OR (COALESCE(CAST(OLD."grams" AS text), '') NOT IN ('', '0', 'false') AND NEW."grams" IS NOT OLD."grams") OR (COALESCE(CAST(OLD."length_mm" AS text), '') NOT IN ('', '0', 'false') AND NEW."length_mm" IS NOT OLD."length_mm") OR (COALESCE(CAST(OLD."width_mm" AS text), '') NOT IN ('', '0', 'false') AND NEW."width_mm" IS NOT OLD."width_mm") OR (COALESCE(CAST(OLD."height_mm" AS text), '') NOT IN ('', '0', 'false') AND NEW."height_mm" IS NOT OLD."height_mm") OR (COALESCE(CAST(OLD."packed_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."packed_at" IS NOT OLD."packed_at") OR (COALESCE(CAST(OLD."packed_by" AS text), '') NOT IN ('', '0', 'false') AND NEW."packed_by" IS NOT OLD."packed_by") OR (COALESCE(CAST(OLD."number" AS text), '') NOT IN ('', '0', 'false') AND NEW."number" IS NOT OLD."number") OR (COALESCE(CAST(OLD."by_hand_why" AS text), '') NOT IN ('', '0', 'false') AND NEW."by_hand_why" IS NOT OLD."by_hand_why") OR (COALESCE(CAST(OLD."service" AS text), '') NOT IN ('', '0', 'false') AND NEW."service" IS NOT OLD."service") OR (COALESCE(CAST(OLD."cents" AS text), '') NOT IN ('', '0', 'false') AND NEW."cents" IS NOT OLD."cents") OR (COALESCE(CAST(OLD."signature" AS text), '') NOT IN ('', '0', 'false') AND NEW."signature" IS NOT OLD."signature") OR (COALESCE(CAST(OLD."declared_cents" AS text), '') NOT IN ('', '0', 'false') AND NEW."declared_cents" IS NOT OLD."declared_cents") OR (COALESCE(CAST(OLD."left_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."left_at" IS NOT OLD."left_at") OR (COALESCE(CAST(OLD."left_how" AS text), '') NOT IN ('', '0', 'false') AND NEW."left_how" IS NOT OLD."left_how") OR (COALESCE(CAST(OLD."delivered_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."delivered_at" IS NOT OLD."delivered_at") OR (COALESCE(CAST(OLD."signed_by" AS text), '') NOT IN ('', '0', 'false') AND NEW."signed_by" IS NOT OLD."signed_by")) BEGIN SELECT RAISE(ABORT, 'a parcel back to its buyer is kept'); END;
CREATE TRIGGER fulfillment_parcelback_guard_delete BEFORE DELETE ON fulfillment_parcelback FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a parcel back to its buyer is kept'); END;
CREATE TRIGGER fulfillment_parcelback_refuse_erasing_update BEFORE UPDATE ON fulfillment_parcelback FOR EACH ROW WHEN (((COALESCE(CAST(NEW."file" AS text), '') = '' AND COALESCE(CAST(OLD."file" AS text), '') <> '')) AND (NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT r.order_id FROM fulfillment_return r WHERE r.id = NEW.returned_id) AND e.kind = 'order.erased')))) BEGIN SELECT RAISE(ABORT, 'a parcel back to its buyer is kept; it is emptied only for who asked to be forgotten'); END;
CREATE TRIGGER fulfillment_parcelback_replace_insert BEFORE INSERT ON fulfillment_parcelback FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_parcelback kept WHERE kept."id" = NEW."id")) OR ((NEW."ended_at" IS NULL) AND EXISTS (SELECT 1 FROM fulfillment_parcelback kept WHERE kept."returned_id" = NEW."returned_id" AND (kept."ended_at" IS NULL))) OR ((NOT (NEW."number" = '')) AND EXISTS (SELECT 1 FROM fulfillment_parcelback kept WHERE kept."carrier" = NEW."carrier" AND kept."number" = NEW."number" AND (NOT (kept."number" = '')))) OR (EXISTS (SELECT 1 FROM fulfillment_parcelback kept WHERE kept."key" = NEW."key"))) BEGIN SELECT RAISE(ABORT, 'a parcel back to its buyer is kept'); END;
CREATE TRIGGER fulfillment_parcelback_replace_update BEFORE UPDATE OF "carrier", "ended_at", "number", "returned_id" ON fulfillment_parcelback FOR EACH ROW WHEN (((NEW."ended_at" IS NULL) AND EXISTS (SELECT 1 FROM fulfillment_parcelback kept WHERE kept."returned_id" = NEW."returned_id" AND kept.rowid <> OLD.rowid AND (kept."ended_at" IS NULL))) OR ((NOT (NEW."number" = '')) AND EXISTS (SELECT 1 FROM fulfillment_parcelback kept WHERE kept."carrier" = NEW."carrier" AND kept."number" = NEW."number" AND kept.rowid <> OLD.rowid AND (NOT (kept."number" = ''))))) BEGIN SELECT RAISE(ABORT, 'a parcel back to its buyer is kept'); END;
CREATE TRIGGER fulfillment_parcelback_refuse_ended_update BEFORE UPDATE ON fulfillment_parcelback FOR EACH ROW WHEN (OLD.ended_how NOT IN ('', 'lost') AND NEW.ended_how <> OLD.ended_how) BEGIN SELECT RAISE(ABORT, 'a parcel back to its buyer ends once'); END;
CREATE TRIGGER fulfillment_parcelback_refuse_label_update BEFORE UPDATE ON fulfillment_parcelback FOR EACH ROW WHEN (OLD.label = 'bought' AND (NEW.label <> OLD.label OR NEW.number <> OLD.number OR NEW.carrier <> OLD.carrier OR NEW.signature <> OLD.signature)) BEGIN SELECT RAISE(ABORT, 'signature: a label''s number and signature stay as they were bought'); END;
CREATE TRIGGER fulfillment_delay_guard_update BEFORE UPDATE ON fulfillment_delay FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."standing_id" IS NOT OLD."standing_id" OR NEW."order_id" IS NOT OLD."order_id" OR NEW."number" IS NOT OLD."number" OR NEW."old_by" IS NOT OLD."old_by" OR NEW."new_by" IS NOT OLD."new_by" OR NEW."arrives_from" IS NOT OLD."arrives_from" OR NEW."arrives_by" IS NOT OLD."arrives_by" OR NEW."why" IS NOT OLD."why" OR NEW."steps" IS NOT OLD."steps" OR NEW."silence" IS NOT OLD."silence" OR NEW."found_at" IS NOT OLD."found_at" OR NEW."notice_by" IS NOT OLD."notice_by" OR NEW."decides_at" IS NOT OLD."decides_at") BEGIN SELECT RAISE(ABORT, 'what a shopper was told of a delay is never edited'); END;
CREATE TRIGGER fulfillment_delay_guard_delete BEFORE DELETE ON fulfillment_delay FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what a shopper was told of a delay is never edited'); END;
CREATE TRIGGER fulfillment_delay_replace_insert BEFORE INSERT ON fulfillment_delay FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM fulfillment_delay kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM fulfillment_delay kept WHERE kept."standing_id" = NEW."standing_id" AND kept."number" = NEW."number"))) BEGIN SELECT RAISE(ABORT, 'what a shopper was told of a delay is never edited'); END;
CREATE TRIGGER care_carecase_guard_update BEFORE UPDATE ON care_carecase FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."key" IS NOT OLD."key" OR NEW."order_id" IS NOT OLD."order_id" OR NEW."kind" IS NOT OLD."kind" OR NEW."about" IS NOT OLD."about" OR NEW."how" IS NOT OLD."how" OR NEW."by" IS NOT OLD."by" OR NEW."asked_at" IS NOT OLD."asked_at" OR NEW."verdict" IS NOT OLD."verdict" OR ((NEW."message" IS NOT OLD."message") AND (NEW."message" <> ''))) BEGIN SELECT RAISE(ABORT, 'what a shopper asked for, and what the policy said of it, is never edited'); END;
CREATE TRIGGER care_carecase_guard_delete BEFORE DELETE ON care_carecase FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what a shopper asked for, and what the policy said of it, is never edited'); END;
CREATE TRIGGER care_carecase_refuse_erasing_update BEFORE UPDATE ON care_carecase FOR EACH ROW WHEN (((COALESCE(CAST(NEW."message" AS text), '') = '' AND COALESCE(CAST(OLD."message" AS text), '') <> '')) AND (NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = NEW.order_id AND e.kind = 'order.erased')))) BEGIN SELECT RAISE(ABORT, 'what a shopper asked for, and what the policy said of it, is never edited; it is emptied only for who asked to be forgotten'); END;
CREATE TRIGGER care_carecase_replace_insert BEFORE INSERT ON care_carecase FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM care_carecase kept WHERE kept."id" = NEW."id")) OR (((NOT (NEW."state" = 'done') AND NOT (NEW."kind" = 'other'))) AND EXISTS (SELECT 1 FROM care_carecase kept WHERE kept."order_id" = NEW."order_id" AND kept."kind" = NEW."kind" AND kept."about" = NEW."about" AND ((NOT (kept."state" = 'done') AND NOT (kept."kind" = 'other'))))) OR (EXISTS (SELECT 1 FROM care_carecase kept WHERE kept."key" = NEW."key"))) BEGIN SELECT RAISE(ABORT, 'what a shopper asked for, and what the policy said of it, is never edited'); END;
CREATE TRIGGER care_carecase_replace_update BEFORE UPDATE OF "about", "kind", "order_id", "state" ON care_carecase FOR EACH ROW WHEN ((((NOT (NEW."state" = 'done') AND NOT (NEW."kind" = 'other'))) AND EXISTS (SELECT 1 FROM care_carecase kept WHERE kept."order_id" = NEW."order_id" AND kept."kind" = NEW."kind" AND kept."about" = NEW."about" AND kept.rowid <> OLD.rowid AND ((NOT (kept."state" = 'done') AND NOT (kept."kind" = 'other')))))) BEGIN SELECT RAISE(ABORT, 'what a shopper asked for, and what the policy said of it, is never edited'); END;
CREATE TRIGGER orders_recipient_refuse_erasing_update BEFORE UPDATE ON orders_recipient FOR EACH ROW WHEN (NOT (EXISTS (SELECT 1 FROM care_carecase r WHERE r.order_id = NEW.order_id AND r.kind = 'forget' AND r.state <> 'done') AND NOT EXISTS (SELECT 1 FROM orders_line l WHERE l.order_id = NEW.order_id AND l.state IN ('in_japan', 'in_transfer', 'placed', 'processed', 'shipped')))) BEGIN SELECT RAISE(ABORT, 'a recipient is emptied for a request to be forgotten, once nothing is still to come'); END;
CREATE TRIGGER care_attachment_guard_update BEFORE UPDATE ON care_attachment FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."kind" IS NOT OLD."kind" OR NEW."digest" IS NOT OLD."digest" OR NEW."shown" IS NOT OLD."shown" OR NEW."by" IS NOT OLD."by" OR NEW."at" IS NOT OLD."at" OR NEW."request_id" IS NOT OLD."request_id" OR ((NEW."file" IS NOT OLD."file" OR NEW."name" IS NOT OLD."name") AND (NEW."file" <> '' OR NEW."name" <> '')) OR (NEW."file" <> '' OR NEW."name" <> '')) BEGIN SELECT RAISE(ABORT, 'evidence is kept'); END;
CREATE TRIGGER care_attachment_guard_delete BEFORE DELETE ON care_attachment FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'evidence is kept'); END;
CREATE TRIGGER care_attachment_refuse_erasing_update BEFORE UPDATE ON care_attachment FOR EACH ROW WHEN (((COALESCE(CAST(NEW."file" AS text), '') = '' AND COALESCE(CAST(OLD."file" AS text), '') <> '') OR (COALESCE(CAST(NEW."name" AS text), '') = '' AND COALESCE(CAST(OLD."name" AS text), '') <> '')) AND (NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT q.order_id FROM care_carecase q WHERE q.id = NEW.request_id) AND e.kind = 'order.erased')))) BEGIN SELECT RAISE(ABORT, 'evidence is kept; it is emptied only for who asked to be forgotten'); END;
CREATE TRIGGER care_attachment_replace_insert BEFORE INSERT ON care_attachment FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM care_attachment kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM care_attachment kept WHERE kept."request_id" = NEW."request_id" AND kept."digest" = NEW."digest"))) BEGIN SELECT RAISE(ABORT, 'evidence is kept'); END;
CREATE TRIGGER care_note_guard_update BEFORE UPDATE ON care_note FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."by" IS NOT OLD."by" OR NEW."at" IS NOT OLD."at" OR NEW."event_id" IS NOT OLD."event_id" OR NEW."request_id" IS NOT OLD."request_id" OR ((NEW."text" IS NOT OLD."text") AND (NEW."text" <> '')) OR (NEW."text" <> '')) BEGIN SELECT RAISE(ABORT, 'a note is kept'); END;
CREATE TRIGGER care_note_guard_delete BEFORE DELETE ON care_note FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a note is kept'); END;
CREATE TRIGGER care_note_refuse_erasing_update BEFORE UPDATE ON care_note FOR EACH ROW WHEN (((COALESCE(CAST(NEW."text" AS text), '') = '' AND COALESCE(CAST(OLD."text" AS text), '') <> '')) AND (NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT q.order_id FROM care_carecase q WHERE q.id = NEW.request_id) AND e.kind = 'order.erased')))) BEGIN SELECT RAISE(ABORT, 'a note is kept; it is emptied only for who asked to be forgotten'); END;
CREATE TRIGGER care_note_replace_insert BEFORE INSERT ON care_note FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM care_note kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM care_note kept WHERE kept."event_id" = NEW."event_id"))) BEGIN SELECT RAISE(ABORT, 'a note is kept'); END;
CREATE TRIGGER care_mailreply_guard_update BEFORE UPDATE ON care_mailreply FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."key" IS NOT OLD."key" OR NEW."by" IS NOT OLD."by" OR NEW."at" IS NOT OLD."at" OR NEW."mail_id" IS NOT OLD."mail_id" OR ((NEW."body" IS NOT OLD."body") AND (NEW."body" <> '')) OR (NEW."body" <> '')) BEGIN SELECT RAISE(ABORT, 'an answer is kept'); END;
CREATE TRIGGER care_mailreply_guard_delete BEFORE DELETE ON care_mailreply FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'an answer is kept'); END;
CREATE TRIGGER care_mailreply_refuse_erasing_update BEFORE UPDATE ON care_mailreply FOR EACH ROW WHEN (((COALESCE(CAST(NEW."body" AS text), '') = '' AND COALESCE(CAST(OLD."body" AS text), '') <> '')) AND (NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT m.order_id FROM care_mail m WHERE m.id = NEW.mail_id) AND e.kind = 'order.erased')))) BEGIN SELECT RAISE(ABORT, 'an answer is kept; it is emptied only for who asked to be forgotten'); END;
CREATE TRIGGER care_mailreply_replace_insert BEFORE INSERT ON care_mailreply FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM care_mailreply kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM care_mailreply kept WHERE kept."mail_id" = NEW."mail_id" AND kept."key" = NEW."key"))) BEGIN SELECT RAISE(ABORT, 'an answer is kept'); END;
CREATE TRIGGER care_authenticatorevent_guard_update BEFORE UPDATE ON care_authenticatorevent FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a change of the list is kept'); END;
CREATE TRIGGER care_authenticatorevent_guard_delete BEFORE DELETE ON care_authenticatorevent FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a change of the list is kept'); END;
CREATE TRIGGER care_authenticatorevent_replace_insert BEFORE INSERT ON care_authenticatorevent FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM care_authenticatorevent kept WHERE kept."id" = NEW."id"))) BEGIN SELECT RAISE(ABORT, 'a change of the list is kept'); END;
CREATE TRIGGER care_authenticator_guard_update BEFORE UPDATE ON care_authenticator FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."name" IS NOT OLD."name" OR NEW."site" IS NOT OLD."site" OR NEW."verified_on" IS NOT OLD."verified_on" OR NEW."verified_by" IS NOT OLD."verified_by" OR (COALESCE(CAST(OLD."ended_on" AS text), '') NOT IN ('', '0', 'false') AND NEW."ended_on" IS NOT OLD."ended_on") OR (COALESCE(CAST(OLD."ended_by" AS text), '') NOT IN ('', '0', 'false') AND NEW."ended_by" IS NOT OLD."ended_by")) BEGIN SELECT RAISE(ABORT, 'who was on the list of authenticators, and since when, is never edited'); END;
CREATE TRIGGER care_authenticator_guard_delete BEFORE DELETE ON care_authenticator FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'who was on the list of authenticators, and since when, is never edited'); END;
CREATE TRIGGER care_authenticator_replace_insert BEFORE INSERT ON care_authenticator FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM care_authenticator kept WHERE kept."id" = NEW."id")) OR ((NEW."ended_on" IS NULL) AND EXISTS (SELECT 1 FROM care_authenticator kept WHERE kept."name" = NEW."name" AND (kept."ended_on" IS NULL)))) BEGIN SELECT RAISE(ABORT, 'who was on the list of authenticators, and since when, is never edited'); END;
CREATE TRIGGER care_authenticator_replace_update BEFORE UPDATE OF "ended_on", "name" ON care_authenticator FOR EACH ROW WHEN (((NEW."ended_on" IS NULL) AND EXISTS (SELECT 1 FROM care_authenticator kept WHERE kept."name" = NEW."name" AND kept.rowid <> OLD.rowid AND (kept."ended_on" IS NULL)))) BEGIN SELECT RAISE(ABORT, 'who was on the list of authenticators, and since when, is never edited'); END;
CREATE TRIGGER care_opinion_guard_update BEFORE UPDATE ON care_opinion FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'an opinion is kept'); END;
CREATE TRIGGER care_opinion_guard_delete BEFORE DELETE ON care_opinion FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'an opinion is kept'); END;
CREATE TRIGGER care_opinion_replace_insert BEFORE INSERT ON care_opinion FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM care_opinion kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM care_opinion kept WHERE kept."request_id" = NEW."request_id" AND kept."by" = NEW."by"))) BEGIN SELECT RAISE(ABORT, 'an opinion is kept'); END;
CREATE TRIGGER care_mail_guard_update BEFORE UPDATE ON care_mail FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."digest" IS NOT OLD."digest" OR NEW."received_at" IS NOT OLD."received_at" OR NEW."how" IS NOT OLD."how" OR ((NEW."raw" IS NOT OLD."raw") AND (NEW."raw" <> ''))) BEGIN SELECT RAISE(ABORT, 'mail is kept as it came'); END;
CREATE TRIGGER care_mail_guard_delete BEFORE DELETE ON care_mail FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'mail is kept as it came'); END;
CREATE TRIGGER care_mail_refuse_erasing_update BEFORE UPDATE ON care_mail FOR EACH ROW WHEN (((COALESCE(CAST(NEW."raw" AS text), '') = '' AND COALESCE(CAST(OLD."raw" AS text), '') <> '')) AND (NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = NEW.order_id AND e.kind = 'order.erased')))) BEGIN SELECT RAISE(ABORT, 'mail is kept as it came; it is emptied only for who asked to be forgotten'); END;
CREATE TRIGGER care_mail_replace_insert BEFORE INSERT ON care_mail FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM care_mail kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM care_mail kept WHERE kept."digest" = NEW."digest"))) BEGIN SELECT RAISE(ABORT, 'mail is kept as it came'); END;
CREATE TRIGGER care_mail_refuse_moved_update BEFORE UPDATE ON care_mail FOR EACH ROW WHEN ((NEW.order_id <> OLD.order_id) AND (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = NEW.order_id AND e.kind = 'order.erased'))) BEGIN SELECT RAISE(ABORT, 'a mail is not filed under an order that is erased'); END;
CREATE TRIGGER care_watch_guard_update BEFORE UPDATE ON care_watch FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."order_id" IS NOT OLD."order_id" OR NEW."number" IS NOT OLD."number" OR NEW."opens_at" IS NOT OLD."opens_at" OR NEW."closes_at" IS NOT OLD."closes_at" OR NEW."carrier_until" IS NOT OLD."carrier_until" OR (COALESCE(CAST(OLD."told_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."told_at" IS NOT OLD."told_at")) BEGIN SELECT RAISE(ABORT, 'non_receipt: when a parcel can be claimed is never edited'); END;
CREATE TRIGGER care_watch_guard_delete BEFORE DELETE ON care_watch FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'non_receipt: when a parcel can be claimed is never edited'); END;
CREATE TRIGGER care_watch_replace_insert BEFORE INSERT ON care_watch FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM care_watch kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM care_watch kept WHERE kept."order_id" = NEW."order_id" AND kept."number" = NEW."number"))) BEGIN SELECT RAISE(ABORT, 'non_receipt: when a parcel can be claimed is never edited'); END;
CREATE TRIGGER notifications_notification_guard_update BEFORE UPDATE ON notifications_notification FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."event_id" IS NOT OLD."event_id" OR NEW."item_event_id" IS NOT OLD."item_event_id" OR NEW."search_id" IS NOT OLD."search_id" OR NEW."about" IS NOT OLD."about" OR NEW."kind" IS NOT OLD."kind" OR NEW."message_id" IS NOT OLD."message_id" OR NEW."written_at" IS NOT OLD."written_at" OR ((NEW."to" IS NOT OLD."to" OR NEW."subject" IS NOT OLD."subject" OR NEW."text" IS NOT OLD."text" OR NEW."html" IS NOT OLD."html" OR NEW."in_reply_to" IS NOT OLD."in_reply_to" OR NEW."thread" IS NOT OLD."thread") AND (NEW."to" <> '' OR NEW."subject" <> '' OR NEW."text" <> '' OR NEW."html" <> '' OR NEW."in_reply_to" <> '' OR NEW."thread" <> '')) OR (COALESCE(CAST(OLD."sent_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."sent_at" IS NOT OLD."sent_at") OR (COALESCE(CAST(OLD."refused_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."refused_at" IS NOT OLD."refused_at")) BEGIN SELECT RAISE(ABORT, 'a letter is kept as it was written'); END;
CREATE TRIGGER notifications_notification_guard_delete BEFORE DELETE ON notifications_notification FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a letter is kept as it was written'); END;
CREATE TRIGGER notifications_notification_refuse_erasing_update BEFORE UPDATE ON notifications_notification FOR EACH ROW WHEN (((COALESCE(CAST(NEW."to" AS text), '') = '' AND COALESCE(CAST(OLD."to" AS text), '') <> '') OR (COALESCE(CAST(NEW."subject" AS text), '') = '' AND COALESCE(CAST(OLD."subject" AS text), '') <> '') OR (COALESCE(CAST(NEW."text" AS text), '') = '' AND COALESCE(CAST(OLD."text" AS text), '') <> '') OR (COALESCE(CAST(NEW."html" AS text), '') = '' AND COALESCE(CAST(OLD."html" AS text), '') <> '') OR (COALESCE(CAST(NEW."in_reply_to" AS text), '') = '' AND COALESCE(CAST(OLD."in_reply_to" AS text), '') <> '') OR (COALESCE(CAST(NEW."thread" AS text), '') = '' AND COALESCE(CAST(OLD."thread" AS text), '') <> '')) AND (NOT (EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = (SELECT c.order_id FROM orders_event c WHERE c.id = NEW.event_id) AND e.kind = 'order.erased') OR EXISTS (SELECT 1 FROM care_mail m JOIN orders_event e ON e.order_id = m.order_id AND e.kind = 'order.erased' WHERE NEW.about LIKE 'mail.' || CAST(m.id AS text) || '.%') OR EXISTS (SELECT 1 FROM notifications_savedsearch s WHERE s.id = NEW.search_id AND s.email = '')))) BEGIN SELECT RAISE(ABORT, 'a letter is kept as it was written; it is emptied only for who asked to be forgotten'); END;
CREATE TRIGGER notifications_notification_replace_insert BEFORE INSERT ON notifications_notification FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM notifications_notification kept WHERE kept."id" = NEW."id")) OR (((NEW."event_id" IS NULL AND NEW."item_event_id" IS NULL AND NEW."search_id" IS NULL)) AND EXISTS (SELECT 1 FROM notifications_notification kept WHERE kept."kind" = NEW."kind" AND kept."about" = NEW."about" AND ((kept."event_id" IS NULL AND kept."item_event_id" IS NULL AND kept."search_id" IS NULL)))) OR (EXISTS (SELECT 1 FROM notifications_notification kept WHERE kept."message_id" = NEW."message_id")) OR (EXISTS (SELECT 1 FROM notifications_notification kept WHERE kept."event_id" = NEW."event_id" AND kept."kind" = NEW."kind")) OR (EXISTS (SELECT 1 FROM notifications_notification kept WHERE kept."item_event_id" = NEW."item_event_id" AND kept."kind" = NEW."kind")) OR (EXISTS (SELECT 1 FROM notifications_notification kept WHERE kept."search_id" = NEW."search_id" AND kept."kind" = NEW."kind" AND kept."about" = NEW."about"))) BEGIN SELECT RAISE(ABORT, 'a letter is kept as it was written'); END;
CREATE TRIGGER notifications_resend_guard_update BEFORE UPDATE ON notifications_resend FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."notice_id" IS NOT OLD."notice_id" OR NEW."asked_at" IS NOT OLD."asked_at" OR (COALESCE(CAST(OLD."sent_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."sent_at" IS NOT OLD."sent_at") OR (COALESCE(CAST(OLD."refused_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."refused_at" IS NOT OLD."refused_at")) BEGIN SELECT RAISE(ABORT, 'a letter is kept as it was written'); END;
CREATE TRIGGER notifications_resend_guard_delete BEFORE DELETE ON notifications_resend FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a letter is kept as it was written'); END;
CREATE TRIGGER notifications_resend_replace_insert BEFORE INSERT ON notifications_resend FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM notifications_resend kept WHERE kept."id" = NEW."id"))) BEGIN SELECT RAISE(ABORT, 'a letter is kept as it was written'); END;
CREATE TRIGGER notifications_sentcopy_guard_update BEFORE UPDATE ON notifications_sentcopy FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."notice_id" IS NOT OLD."notice_id" OR NEW."repeat_id" IS NOT OLD."repeat_id" OR NEW."provider" IS NOT OLD."provider" OR NEW."provider_id" IS NOT OLD."provider_id" OR NEW."handed_over_at" IS NOT OLD."handed_over_at" OR (COALESCE(CAST(OLD."delivered_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."delivered_at" IS NOT OLD."delivered_at") OR (COALESCE(CAST(OLD."complained_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."complained_at" IS NOT OLD."complained_at")) BEGIN SELECT RAISE(ABORT, 'what became of a letter stays on record'); END;
CREATE TRIGGER notifications_sentcopy_guard_delete BEFORE DELETE ON notifications_sentcopy FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what became of a letter stays on record'); END;
CREATE TRIGGER notifications_sentcopy_replace_insert BEFORE INSERT ON notifications_sentcopy FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM notifications_sentcopy kept WHERE kept."id" = NEW."id")) OR ((NOT (NEW."provider_id" = '')) AND EXISTS (SELECT 1 FROM notifications_sentcopy kept WHERE kept."provider" = NEW."provider" AND kept."provider_id" = NEW."provider_id" AND (NOT (kept."provider_id" = '')))) OR (EXISTS (SELECT 1 FROM notifications_sentcopy kept WHERE kept."repeat_id" = NEW."repeat_id"))) BEGIN SELECT RAISE(ABORT, 'what became of a letter stays on record'); END;
CREATE TRIGGER scorecard_publicscorecard_guard_update BEFORE UPDATE ON scorecard_publicscorecard FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what was shown in public, and who decided it, stays on record'); END;
CREATE TRIGGER scorecard_publicscorecard_guard_delete BEFORE DELETE ON scorecard_publicscorecard FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what was shown in public, and who decided it, stays on record'); END;
CREATE TRIGGER scorecard_publicscorecard_replace_insert BEFORE INSERT ON scorecard_publicscorecard FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM scorecard_publicscorecard kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM scorecard_publicscorecard kept WHERE kept."after" = NEW."after"))) BEGIN SELECT RAISE(ABORT, 'what was shown in public, and who decided it, stays on record'); END;
CREATE TRIGGER publishing_policyevent_guard_update BEFORE UPDATE ON publishing_policyevent FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what was done with the terms stays on the record'); END;
CREATE TRIGGER publishing_policyevent_guard_delete BEFORE DELETE ON publishing_policyevent FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what was done with the terms stays on the record'); END;
CREATE TRIGGER publishing_policyevent_replace_insert BEFORE INSERT ON publishing_policyevent FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM publishing_policyevent kept WHERE kept."id" = NEW."id"))) BEGIN SELECT RAISE(ABORT, 'what was done with the terms stays on the record'); END;
CREATE TRIGGER publishing_proposal_guard_update BEFORE UPDATE ON publishing_proposal FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."text" IS NOT OLD."text" OR NEW."digest" IS NOT OLD."digest" OR NEW."draft_id" IS NOT OLD."draft_id" OR NEW."first_day" IS NOT OLD."first_day" OR NEW."reason" IS NOT OLD."reason" OR NEW."by" IS NOT OLD."by" OR NEW."at" IS NOT OLD."at" OR (COALESCE(CAST(OLD."decided_by" AS text), '') NOT IN ('', '0', 'false') AND NEW."decided_by" IS NOT OLD."decided_by") OR (COALESCE(CAST(OLD."decided_at" AS text), '') NOT IN ('', '0', 'false') AND NEW."decided_at" IS NOT OLD."decided_at") OR (COALESCE(CAST(OLD."publication_id" AS text), '') NOT IN ('', '0', 'false') AND NEW."publication_id" IS NOT OLD."publication_id")) BEGIN SELECT RAISE(ABORT, 'what was done with the terms stays on the record'); END;
CREATE TRIGGER publishing_proposal_guard_delete BEFORE DELETE ON publishing_proposal FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what was done with the terms stays on the record'); END;
CREATE TRIGGER publishing_proposal_replace_insert BEFORE INSERT ON publishing_proposal FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM publishing_proposal kept WHERE kept."id" = NEW."id")) OR ((NEW."state" = 'waiting') AND EXISTS (SELECT 1 FROM publishing_proposal kept WHERE kept."state" = NEW."state" AND (kept."state" = 'waiting'))) OR (EXISTS (SELECT 1 FROM publishing_proposal kept WHERE kept."publication_id" = NEW."publication_id"))) BEGIN SELECT RAISE(ABORT, 'what was done with the terms stays on the record'); END;
CREATE TRIGGER publishing_proposal_replace_update BEFORE UPDATE OF "publication_id", "state" ON publishing_proposal FOR EACH ROW WHEN (((NEW."state" = 'waiting') AND EXISTS (SELECT 1 FROM publishing_proposal kept WHERE kept."state" = NEW."state" AND kept.rowid <> OLD.rowid AND (kept."state" = 'waiting'))) OR (EXISTS (SELECT 1 FROM publishing_proposal kept WHERE kept."publication_id" = NEW."publication_id" AND kept.rowid <> OLD.rowid))) BEGIN SELECT RAISE(ABORT, 'what was done with the terms stays on the record'); END;
CREATE TRIGGER publishing_proposal_refuse_one_person_insert BEFORE INSERT ON publishing_proposal FOR EACH ROW WHEN (NEW."decided_by" <> '' AND NEW."decided_by" = NEW."by" AND NEW.state = 'published') BEGIN SELECT RAISE(ABORT, 'two people publish'); END;
CREATE TRIGGER publishing_proposal_refuse_one_person_update BEFORE UPDATE ON publishing_proposal FOR EACH ROW WHEN (NEW."decided_by" <> '' AND NEW."decided_by" = NEW."by" AND NEW.state = 'published') BEGIN SELECT RAISE(ABORT, 'two people publish'); END;
CREATE TRIGGER publishing_draft_guard_update BEFORE UPDATE ON publishing_draft FOR EACH ROW WHEN (NEW."id" IS NOT OLD."id" OR NEW."number" IS NOT OLD."number" OR NEW."text" IS NOT OLD."text" OR NEW."digest" IS NOT OLD."digest" OR NEW."based_on" IS NOT OLD."based_on" OR NEW."by" IS NOT OLD."by" OR NEW."at" IS NOT OLD."at") BEGIN SELECT RAISE(ABORT, 'a draft is saved anew, never edited'); END;
CREATE TRIGGER publishing_draft_refuse_deleting_delete BEFORE DELETE ON publishing_draft FOR EACH ROW WHEN (NOT (NOT EXISTS (SELECT 1 FROM publishing_proposal p WHERE p.draft_id = OLD.id))) BEGIN SELECT RAISE(ABORT, 'a draft is saved anew, never edited'); END;
CREATE TRIGGER publishing_draft_replace_insert BEFORE INSERT ON publishing_draft FOR EACH ROW WHEN ((EXISTS (SELECT 1 FROM publishing_draft kept WHERE kept."id" = NEW."id")) OR (EXISTS (SELECT 1 FROM publishing_draft kept WHERE kept."number" = NEW."number"))) BEGIN SELECT RAISE(ABORT, 'a draft is saved anew, never edited'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('django_migrations',64);
INSERT INTO "sqlite_sequence" VALUES('account_emailaddress',0);
INSERT INTO "sqlite_sequence" VALUES('django_content_type',87);
INSERT INTO "sqlite_sequence" VALUES('auth_permission',348);
INSERT INTO "sqlite_sequence" VALUES('auth_group',5);
INSERT INTO "sqlite_sequence" VALUES('auth_user',1);
INSERT INTO "sqlite_sequence" VALUES('catalog_item',2);
INSERT INTO "sqlite_sequence" VALUES('catalog_itemevent',40);
INSERT INTO "sqlite_sequence" VALUES('catalog_reservationstart',0);
INSERT INTO "sqlite_sequence" VALUES('catalog_withdrawal',0);
INSERT INTO "sqlite_sequence" VALUES('catalog_evidencephoto',0);
INSERT INTO "sqlite_sequence" VALUES('catalog_evaluation',2);
INSERT INTO "sqlite_sequence" VALUES('catalog_photo',0);
INSERT INTO "sqlite_sequence" VALUES('orders_line',2);
INSERT INTO "sqlite_sequence" VALUES('orders_publication',0);
INSERT INTO "sqlite_sequence" VALUES('orders_order',1);
INSERT INTO "sqlite_sequence" VALUES('care_carecase',1);
INSERT INTO "sqlite_sequence" VALUES('care_attachment',0);
INSERT INTO "sqlite_sequence" VALUES('care_mail',1);
INSERT INTO "sqlite_sequence" VALUES('care_mailreply',0);
INSERT INTO "sqlite_sequence" VALUES('care_opinion',0);
INSERT INTO "sqlite_sequence" VALUES('care_watch',0);
INSERT INTO "sqlite_sequence" VALUES('payments_payment',1);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_closure',0);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_crossingcheck',0);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_crossingphoto',0);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_parcel',1);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_packingphoto',0);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_label',1);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_promisestatus',0);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_delay',0);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_return',0);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_parcelback',0);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_returnedpiece',0);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_returnlabel',0);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_returnphoto',0);
INSERT INTO "sqlite_sequence" VALUES('mfa_authenticator',0);
INSERT INTO "sqlite_sequence" VALUES('notifications_notification',1);
INSERT INTO "sqlite_sequence" VALUES('auth_group_permissions',7);
INSERT INTO "sqlite_sequence" VALUES('orders_event',130);
INSERT INTO "sqlite_sequence" VALUES('payments_paymentoperation',1);
INSERT INTO "sqlite_sequence" VALUES('worklist_task',1);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_parcelline',1);
INSERT INTO "sqlite_sequence" VALUES('fulfillment_scan',1);
INSERT INTO "sqlite_sequence" VALUES('care_note',1);
COMMIT;
