-- What was scored of the vintages of a span of time, as one number: where that is what it was in the build before, so is the accuracy.
-- A span is a month of cutoffs; a quarter, or a year, once all that was forecast in it has come: nothing new is said of it, and a read of
-- one series looks at few spans.
with months as (
    select
        basis, series_set, date_trunc('month', cutoff) as month, min(unique_id) as first_id, max(unique_id) as last_id, count(*) as n_rows,
        sum(hash(
            unique_id, seasons.season_length, seasons.seasonal_from,
            hash(run_id, model, cutoff, ds, h, y, y_hat, y_hat_naive, lo_80, hi_80, lo_95, hi_95, scale, scale_sq)
        )::hugeint) as said
    from {{ ref('int_forecasts_scored') }}
    left join {{ ref('int_series_seasonal') }} as seasons using (unique_id)
    group by all
),

ends as (
    -- What was forecast before has come.
    select series_set, any_value(sets.horizon) as horizon, max(last_ds) - any_value(sets.step * sets.horizon) as come_before
    from {{ ref('int_series_profiled') }}
    join {{ ref('int_series_sets') }} as sets using (series_set)
    group by series_set
),

placed as (
    select
        *, case
            {% for span in ['year', 'quarter'] %}
            when date_trunc('{{ span }}', month) + interval 1 {{ span }} <= come_before then '{{ span }}'
            {% endfor %}
            else 'month' end as span,
        date_trunc(span, month) as since, since + case span when 'year' then interval 1 year when 'quarter' then interval 1 quarter else interval 1 month end as until
    from months
    join ends using (series_set)
)

select
    basis, series_set, since, until, min(first_id) as first_id, max(last_id) as last_id, sum(n_rows)::bigint as n_rows,
    hash(sum(said), sum(n_rows), any_value(horizon)) as fingerprint
from placed
group by basis, series_set, since, until
