//! The account: what of a `PUT` is news, and what support may do.

use countersign_domain::{
    AccountCommand, AccountEvent, LockReason, MailProvider, PasswordHash, Refusal,
};

use super::{
    given::{
        TICK, address_changed, erased, locked, minute, profile, profile_at, put, registered,
        sealed, suspended,
    },
    scene::Scene,
};

#[test]
fn the_first_put_registers() {
    Scene::empty()
        .when_account(put(profile()))
        .then_expect_events(vec![registered()]);
}

#[test]
fn a_put_of_what_is_known_changes_nothing_though_it_is_sealed_anew() {
    let mut again = profile_at("aisha@example.com", 2);
    again.display_name = Some(sealed("Aisha", 2));
    again.hosted_domains = Some(sealed("aisha.example", 2));
    Scene::registered()
        .when_account(put(again))
        .then_expect_events(vec![]);
}

#[test]
fn another_address_is_news() {
    Scene::registered()
        .when_account(put(profile_at("aisha@gmail.com", 2)))
        .then_expect_events(vec![AccountEvent::AddressChanged {
            address: sealed("aisha@gmail.com", 2),
            mail_provider: MailProvider::Google,
        }]);
}

#[test]
fn a_domain_in_capitals_is_the_same_address_and_a_mailbox_in_capitals_is_another() {
    Scene::registered()
        .when_account(put(profile_at("aisha@EXAMPLE.com", 2)))
        .then_expect_events(vec![]);
    let events = Scene::registered()
        .when_account(put(profile_at("Aisha@example.com", 2)))
        .inspect_result()
        .expect("a changed address is accepted");
    assert!(matches!(&events[..], [AccountEvent::AddressChanged { .. }]));
}

#[test]
fn name_language_time_zone_and_hosted_domains_are_one_piece_of_news() {
    let changes: [fn(&mut countersign_domain::NewProfile); 6] = [
        |new| {
            new.contact.display_name = Some("Aisha binti Omar".to_owned());
            new.display_name = Some(sealed("Aisha binti Omar", 2));
        },
        |new| {
            new.contact.display_name = None;
            new.display_name = None;
        },
        |new| new.locale = Some("en".to_owned()),
        |new| new.time_zone = None,
        |new| {
            new.contact.hosted_domains = vec!["shop.example".to_owned()];
            new.hosted_domains = Some(sealed("shop.example", 2));
        },
        |new| {
            new.contact.hosted_domains = vec![];
            new.hosted_domains = None;
        },
    ];
    for change in changes {
        let mut new = profile();
        change(&mut new);
        Scene::registered()
            .when_account(put(new.clone()))
            .then_expect_events(vec![AccountEvent::ProfileChanged {
                display_name: new.display_name,
                locale: new.locale,
                time_zone: new.time_zone,
                hosted_domains: new.hosted_domains,
            }]);
    }
}

#[test]
fn another_password_is_news_and_its_hash_is_in_no_event() {
    let mut new = profile();
    new.password_hash = PasswordHash("$argon2id$second".to_owned());
    Scene::registered()
        .when_account(put(new))
        .then_expect_events(vec![AccountEvent::PasswordChanged {}]);
}

#[test]
fn suspending_and_reinstating_are_news_once_each() {
    let mut inactive = profile();
    inactive.active = false;
    let scene = Scene::registered();
    scene
        .when_account(put(inactive.clone()))
        .then_expect_events(vec![AccountEvent::AccountSuspended {}]);
    let scene = scene.and([suspended()]);
    scene.when_account(put(inactive)).then_expect_events(vec![]);
    scene
        .when_account(put(profile()))
        .then_expect_events(vec![AccountEvent::AccountReinstated {}]);
}

#[test]
fn one_put_may_bring_all_the_news() {
    let mut new = profile_at("aisha@elsewhere.example", 2);
    new.locale = None;
    new.active = false;
    new.password_hash = PasswordHash("$argon2id$second".to_owned());
    let events = Scene::registered()
        .when_account(put(new.clone()))
        .inspect_result();
    assert_eq!(
        events,
        Ok(vec![
            AccountEvent::AddressChanged {
                address: sealed("aisha@elsewhere.example", 2),
                mail_provider: MailProvider::Other,
            },
            AccountEvent::ProfileChanged {
                display_name: new.display_name,
                locale: None,
                time_zone: new.time_zone,
                hosted_domains: new.hosted_domains,
            },
            AccountEvent::PasswordChanged {},
            AccountEvent::AccountSuspended {},
        ])
    );
}

#[test]
fn the_news_is_known_afterwards() {
    let mut scene = Scene::registered().and([address_changed("aisha@elsewhere.example", 2)]);
    let back = put(profile_at("aisha@example.com", 3));
    let (events, _) = scene.submit_account(&back).expect("a PUT is accepted");
    assert_eq!(events, [address_changed("aisha@example.com", 3)]);
    let (events, _) = scene.submit_account(&back).expect("a PUT is accepted");
    assert_eq!(events, []);
}

#[test]
fn support_unlocks_what_is_locked_for_either_reason_and_nothing_else() {
    for reason in [LockReason::WrongCodes, LockReason::WrongPasswords] {
        let scene = Scene::registered().and([locked(reason, minute(15))]);
        scene
            .when_account(AccountCommand::Unlock)
            .then_expect_events(vec![AccountEvent::AccountUnlocked {}]);
        let scene = scene.at(minute(15) - TICK);
        scene
            .when_account(AccountCommand::Unlock)
            .then_expect_events(vec![AccountEvent::AccountUnlocked {}]);
        scene
            .at(minute(15))
            .when_account(AccountCommand::Unlock)
            .then_expect_events(vec![]);
    }
    Scene::registered()
        .when_account(AccountCommand::Unlock)
        .then_expect_events(vec![]);
}

#[test]
fn a_registered_account_is_erased_also_while_suspended_or_locked() {
    let lock = locked(LockReason::WrongCodes, minute(15));
    for before in [vec![], vec![suspended()], vec![lock]] {
        Scene::registered()
            .and(before)
            .when_account(AccountCommand::Erase)
            .then_expect_events(vec![AccountEvent::AccountErased {}]);
    }
}

#[test]
fn an_unknown_account_is_neither_unlocked_nor_erased() {
    for command in [AccountCommand::Unlock, AccountCommand::Erase] {
        Scene::empty()
            .when_account(command)
            .then_expect_error(Refusal::NotFound);
    }
}

#[test]
fn an_erased_account_is_spent() {
    let commands = [
        put(profile()),
        AccountCommand::Unlock,
        AccountCommand::Erase,
    ];
    for command in commands {
        Scene::registered()
            .and([erased()])
            .when_account(command)
            .then_expect_error(Refusal::Erased);
    }
}

#[test]
fn an_erased_account_stays_erased_whatever_is_replayed_after_it() {
    let scene = Scene::registered().and([erased(), registered().into()]);
    assert_eq!(scene.account, countersign_domain::Account::Erased);
}
