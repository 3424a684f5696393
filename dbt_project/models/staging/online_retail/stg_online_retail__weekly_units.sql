{{ stage_series(
    'online_retail', 'weekly_units',
    series='stock_code', name="nullif(trim(description), '')", ds='invoiced_at', y='quantity',
    relation=ref('stg_online_retail__invoice_lines'), reject=online_retail_rejects()
) }}
