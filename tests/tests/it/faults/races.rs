//! Two instances that race for one account, over links that are slow and get reset.

use std::{sync::Arc, time::Duration};

use countersign_tests::{
    faults::{Desk, Excused, Ground, Order, Outcome, each_seed, invariants, is_soak},
    portal::{PASSWORD, password_hash},
    world::BOUND,
};
use futures::future::join_all;
use rand::{Rng, rngs::StdRng};
use serde_json::{Value, json};
use tokio::sync::Barrier;

/// Whoever is first, each step is taken once, and no more guesses are worth anything than a code
/// takes.
#[tokio::test(flavor = "multi_thread")]
async fn racing_instances_take_each_step_once() {
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::start().await;
        let desk = Arc::new(Desk::of(&ground));
        for round in 0..if is_soak() { 10 } else { 4 } {
            for member in &ground.members {
                for link in [&member.door, &member.postgres] {
                    link.slow(Duration::from_millis(chance.random_range(0..20)));
                }
            }
            race(&ground, &desk, &format!("racer-{round}"), &mut chance).await;
        }
        ground.heal().await;
        ground.a_minute_later().await;
        invariants::hold(&ground, desk.history(), 12, Excused::AFTER_A_CRASH).await;
    })
    .await;
}

async fn race(ground: &Ground, desk: &Arc<Desk>, account_id: &str, chance: &mut StdRng) {
    let mut racers = Racers {
        desk: Arc::clone(desk),
        account_id: account_id.to_owned(),
        enrollment_id: None,
        orders: 0,
    };
    let email = format!("{account_id}@example.com");
    let registration = json!({"email": email, "password_hash": password_hash()});
    racers.once("put-account", vec![registration]).await;
    let setup = json!({"method": "email"});
    let started = racers.once("start-setup", vec![setup; 2]).await;
    racers.enrollment_id = started["enrollment_id"].as_str().map(str::to_owned);
    let password = json!({"password": PASSWORD});
    racers.once("verify-password", vec![password; 2]).await;
    let code = desk.code(&email, BOUND).await.expect("it is mailed");

    // More guesses than a code takes, and the right code among them twice.
    let mut bodies: Vec<Value> = (0..6)
        .map(|guess| json!({"code": format!("{guess}{}", &code[1..])}))
        .filter(|body| body["code"] != code)
        .collect();
    for _ in 0..2 {
        let place = chance.random_range(0..=bodies.len());
        bodies.insert(place, json!({"code": code}));
    }
    let hurt = &ground.members[chance.random_range(0..2)].postgres;
    let reset = async { hurt.reset() };
    let (outcomes, ()) = tokio::join!(racers.at_once("confirm-code", bodies), reset);
    let confirmed = done(&outcomes).len();
    assert!(confirmed <= 1, "{outcomes:?}");
    if confirmed == 1 {
        racers.once("acknowledge", vec![json!({})]).await;
    }
}

/// Commands to one account, at once.
struct Racers {
    desk: Arc<Desk>,
    account_id: String,
    enrollment_id: Option<String>,
    orders: usize,
}

impl Racers {
    /// Asks for all of these at once, each under a key of its own, over both instances.
    async fn at_once(&mut self, name: &'static str, bodies: Vec<Value>) -> Vec<Outcome> {
        let start = Arc::new(Barrier::new(bodies.len()));
        let mut asked = vec![];
        for body in bodies {
            self.orders += 1;
            let order = Order {
                account_id: self.account_id.clone(),
                enrollment_id: self.enrollment_id.clone(),
                name,
                body,
                key: format!("{}-{}", self.account_id, self.orders),
                first: self.orders,
            };
            let (desk, start) = (Arc::clone(&self.desk), Arc::clone(&start));
            asked.push(tokio::spawn(async move {
                start.wait().await;
                desk.ask(order).await
            }));
        }
        let outcomes = join_all(asked).await;
        outcomes
            .into_iter()
            .map(|asked| asked.expect("no panic"))
            .collect()
    }

    /// The answer of the one that was done.
    async fn once(&mut self, name: &'static str, bodies: Vec<Value>) -> Value {
        let outcomes = self.at_once(name, bodies).await;
        let [answer] = &done(&outcomes)[..] else {
            panic!("{name}: {outcomes:?}")
        };
        answer.clone()
    }
}

fn done(outcomes: &[Outcome]) -> Vec<Value> {
    let answers = outcomes.iter().filter_map(|outcome| match outcome {
        Outcome::Ok(answer) => Some(answer.clone()),
        _ => None,
    });
    answers.collect()
}
