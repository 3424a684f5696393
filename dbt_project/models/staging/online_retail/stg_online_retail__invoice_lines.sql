with landed as (
    select * from {{ source('online_retail', 'invoice_lines') }}
),

typed as (
    select
        Invoice as invoice,
        nullif(StockCode, '') as stock_code,
        nullif(trim(Description), '') as description,
        case when try_cast(Quantity as double) = trunc(try_cast(Quantity as double)) then try_cast(Quantity as bigint) end as quantity,
        try_strptime(InvoiceDate, '%m/%d/%Y %H:%M') as invoiced_at,
        try_cast(Price as double) as price,
        nullif(Country, '') as country,
        concat_ws('|', Invoice, StockCode, Description, Quantity, InvoiceDate, Price, "Customer ID", Country) as line,
        _source, _load_id, _loaded_at, _file, _row
    from landed
)

select * from typed
